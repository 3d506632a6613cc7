package org.larmor.sim.stream;

import java.util.List;
import org.larmor.mrd.wire.AcquisitionFlag;

/** Every second line of a slice, whose coil maps come from a small FLASH scan in an encoding space of its own. */
final class CalibrationSpaces {
    private static final Head HEAD = Head.slices(64, 64, 8, 1);

    /** A FLASH scan has a contrast and a strength of its own. */
    private static final double FLASH_GAIN = 0.3;

    private CalibrationSpaces() {}

    static List<ScannerStream> all() {
        return List.of(
                with("calibration-own-space", "32 lines × 64 samples of the same field of view", 1),
                with("calibration-own-space-larger", "32 lines × 64 samples of a field of view 1.25 times as large", 1.25));
    }

    private static ScannerStream with(String name, String about, double field) {
        Head flash = Head.reference(32, 32, HEAD.coils(), field);
        List<Readout> reference = Frames.full(flash, 0).stream()
                .map(line -> line.scaled(FLASH_GAIN)
                        .with(h -> h.encodingSpaceRef(1))
                        .flag(AcquisitionFlag.IS_PARALLEL_CALIBRATION))
                .toList();
        return new ScannerStream(
                name,
                "every second line, calibrated by " + about + " in the second encoding space",
                HeaderXml.of(
                        HEAD, EncodingXml.of(HEAD).accelerated(2, 1, "external"), EncodingXml.of(flash)),
                Frames.ended(Frames.join(reference, Frames.lines(HEAD, 0, Frames.lattice(HEAD, 2, 0)))));
    }
}
