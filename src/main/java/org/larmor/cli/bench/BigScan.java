package org.larmor.cli.bench;

import org.larmor.sim.Phantom;
import org.larmor.sim.ScanPlan;
import org.larmor.sim.SimulatedScan;

/** The scan whose throughput is measured: two slices of 32 coils × 512 × 256, fully sampled, with a readout's oversampling. */
record BigScan(Phantom phantom, int repetitions) {
    private static final int COILS = 32;
    private static final int NX = 256;
    private static final int NY = 256;
    private static final int OVERSAMPLING = 2;
    private static final int COMPLEX64 = 8;

    /** Draws it. */
    static BigScan drawn(int repetitions) {
        Phantom phantom = new Phantom(NX, NY, OVERSAMPLING, COILS, 1);
        phantom.kspace(0);
        return new BigScan(phantom, repetitions);
    }

    SimulatedScan scan() {
        return new SimulatedScan(phantom, ScanPlan.plain().withRepetitions(repetitions));
    }

    /** Of k-space. */
    long bytes() {
        return (long) COMPLEX64 * COILS * OVERSAMPLING * NX * NY * repetitions;
    }

    double gigabytes() {
        return bytes() / 1e9;
    }
}
