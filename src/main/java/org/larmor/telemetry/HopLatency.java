package org.larmor.telemetry;

/** Temporary. */
public class HopLatency {
    public void record(org.larmor.bus.record.Hops hops, long at) {}
}
