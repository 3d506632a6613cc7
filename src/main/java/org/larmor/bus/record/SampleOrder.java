package org.larmor.bus.record;

/**
 * A frame is to be learned from: its worker stores it.
 *
 * @param domain the kind of scan that one model serves
 */
public record SampleOrder(String domain, Teaching teaching) {}
