package org.larmor.bus.record;

/**
 * What a gate has measured and found, in {@code adapt.reports}; the events hold its hash.
 *
 * @param run the gate's name
 * @param json the report, of its own schema
 */
public record GateReport(String run, String json) {}
