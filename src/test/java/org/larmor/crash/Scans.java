package org.larmor.crash;

import org.larmor.sim.Phantom;
import org.larmor.sim.ScanPlan;
import org.larmor.sim.SimulatedScan;

/** The scans that these tests send. */
final class Scans {
    private static final Phantom SMALL = new Phantom(64, 64, 1, 4, 3);

    private Scans() {}

    /** Three slices of 64 × 64, four coils, so many times. */
    static SimulatedScan small(int repetitions) {
        return new SimulatedScan(SMALL, ScanPlan.plain().withRepetitions(repetitions));
    }

    /** The same of one slice of another size, so that its images cannot be taken for those. */
    static SimulatedScan other(int size, int repetitions) {
        return new SimulatedScan(
                new Phantom(size, size, 1, 1, 1), ScanPlan.plain().withRepetitions(repetitions));
    }

    /** 512 × 512, one coil, each fourth line: of each frame half a MiB goes in and a MiB comes out. */
    static SimulatedScan large(int repetitions) {
        return new SimulatedScan(
                new Phantom(512, 512, 1, 1, 1),
                ScanPlan.plain().withRepetitions(repetitions).withAcceleration(4, 0));
    }

    /** 512 × 512, sixteen coils: 32 MiB a frame, so many times. */
    static SimulatedScan heavy(int repetitions) {
        return new SimulatedScan(
                new Phantom(512, 512, 1, 16, 1), ScanPlan.plain().withRepetitions(repetitions));
    }
}
