package org.larmor.telemetry;

/** Temporary. */
public class HopLatency {
    public HopLatency(io.micrometer.core.instrument.MeterRegistry r) {}

    public void record(org.larmor.bus.record.Hops hops, long at) {}
}
