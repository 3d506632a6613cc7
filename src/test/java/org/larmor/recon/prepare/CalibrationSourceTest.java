package org.larmor.recon.prepare;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;
import org.larmor.mrd.FrameKey;
import org.larmor.mrd.wire.AcquisitionFlag;
import org.larmor.recon.FrameInput;
import org.larmor.recon.Messages;
import org.larmor.recon.ScanContext;
import org.larmor.recon.kspace.AxisPlan;
import org.larmor.recon.kspace.FrameLayout;
import org.larmor.scan.EncodingRules;
import org.larmor.scan.Recipe;

import static org.assertj.core.api.Assertions.assertThat;

class CalibrationSourceTest {
    private static final int NY = 64;
    private static final FrameLayout LAYOUT =
            new FrameLayout(1, AxisPlan.plain(4), AxisPlan.plain(NY), AxisPlan.plain(1), NY / 2, 0);

    @Test
    void prefersCalibrationAloneAndSharesItOverRepetitions() throws Exception {
        List<ByteBuffer> calibration =
                lines(y -> Math.abs(y - 32) <= 10, AcquisitionFlag.IS_PARALLEL_CALIBRATION);
        CalibrationSource found = find(lines(y -> true, null), calibration, List.of());
        assertThat(found.lines()).isEqualTo(21);
        assertThat(found.firstLine()).isEqualTo(-10);
        assertThat(found.shared()).isTrue();
        assertThat(found.buffers()).isEqualTo(calibration);
    }

    @Test
    void addsTheFramesOwnCalibratingLinesWhereCalibrationAloneHasGaps() throws Exception {
        List<ByteBuffer> calibration =
                lines(y -> Math.abs(y - 32) <= 9 && y % 2 == 1, AcquisitionFlag.IS_PARALLEL_CALIBRATION);
        List<ByteBuffer> own = lines(
                y -> Math.abs(y - 32) <= 9 && y % 2 == 0, AcquisitionFlag.IS_PARALLEL_CALIBRATION_AND_IMAGING);
        CalibrationSource found = find(own, calibration, List.of());
        assertThat(found.lines()).isEqualTo(19);
        assertThat(found.shared()).isFalse();
    }

    @Test
    void takesTheUnionOfRepetitionsLastAndKnowsItInAnyOrder() throws Exception {
        List<ByteBuffer> even = lines(y -> y % 2 == 0, null);
        List<ByteBuffer> odd = lines(y -> y % 2 == 1, null);
        CalibrationSource first = find(even, List.of(), odd);
        CalibrationSource second = find(odd, List.of(), even);
        assertThat(first.lines()).isEqualTo(CalibrationSource.WINDOW);
        assertThat(first.shared()).isTrue();
        assertThat(first.fingerprint()).isEqualTo(second.fingerprint());
        assertThat(first.fingerprint())
                .isNotEqualTo(find(even, List.of(), lines(y -> y % 2 == 1 || y == 2, null)).fingerprint());
    }

    @Test
    void findsNothingWhereTooFewLinesLieAtTheCentre() throws Exception {
        assertThat(CalibrationSource.find(input(lines(y -> y % 2 == 0, null), List.of(), List.of()), LAYOUT, EncodingRules.FEWEST_CENTRAL_LINES))
                .isEmpty();
        assertThat(CalibrationSource.find(input(lines(y -> y > 32, null), List.of(), List.of()), LAYOUT, EncodingRules.FEWEST_CENTRAL_LINES))
                .isEmpty();
        assertThat(find(lines(y -> Math.abs(y - 32) < 5, null), List.of(), List.of()).lines()).isEqualTo(9);
    }

    private static CalibrationSource find(
            List<ByteBuffer> imaging, List<ByteBuffer> calibration, List<ByteBuffer> companions) throws Exception {
        return CalibrationSource.find(input(imaging, calibration, companions), LAYOUT, EncodingRules.FEWEST_CENTRAL_LINES).orElseThrow();
    }

    private static FrameInput input(
            List<ByteBuffer> imaging, List<ByteBuffer> calibration, List<ByteBuffer> companions) {
        ScanContext scan = new ScanContext(
                Messages.header(Messages.encoding(Messages.space(4, NY, 1), Messages.space(4, NY, 1))), List.of());
        return new FrameInput(
                scan, new FrameKey(0, 0, 0, 0, 0, 0), Recipe.SENSE, imaging, calibration, companions);
    }

    private static List<ByteBuffer> lines(IntPredicate chosen, AcquisitionFlag flag) {
        List<ByteBuffer> lines = new ArrayList<>();
        for (int y = 0; y < NY; y++) {
            if (chosen.test(y)) {
                float[] samples = {y, 1, 2, 3, 4, 5, 6, 7};
                lines.add(Messages.readout(y, 1, samples, h -> {
                    if (flag != null) {
                        h.set(flag);
                    }
                }));
            }
        }
        return lines;
    }
}
