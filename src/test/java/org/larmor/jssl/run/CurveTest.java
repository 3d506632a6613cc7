package org.larmor.jssl.run;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.larmor.nn.FinalImage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class CurveTest {
    @Test
    void shortCurvesKeepEveryPoint() {
        Curve curve = new Curve();
        curve.add(0, 5);
        curve.add(3, 7);
        assertThat(curve.points()).containsExactly(new Curve.Point(0, 5), new Curve.Point(3, 7));
    }

    /** A straight line stays one, however often runs are joined. */
    @Test
    void longCurvesKeepTheirShape() {
        Curve curve = new Curve();
        for (int i = 0; i < 100_000; i++) {
            curve.add(i, 2.0 * i + 1);
        }
        List<Curve.Point> points = curve.points();
        assertThat(points).hasSizeBetween(500, 1024);
        for (Curve.Point point : points) {
            assertThat(point.y()).isCloseTo(2 * point.x() + 1, within(1e-6));
        }
        for (int i = 1; i < points.size(); i++) {
            assertThat(points.get(i).x()).isGreaterThan(points.get(i - 1).x());
        }
        assertThat(points.getLast().x()).isGreaterThan(99_000);
    }

    @Test
    void onlySelfSupervisionAloneNeedsDataConsistencyAfterAnUnrolledNetwork() {
        var vsharp = org.larmor.jssl.run.Preset.TINY.model(org.larmor.jssl.run.NetworkKind.VSHARP);
        var unet = org.larmor.jssl.run.Preset.TINY.model(org.larmor.jssl.run.NetworkKind.UNET);
        assertThat(Mode.JSSL.finalImage(vsharp)).isEqualTo(FinalImage.MODULUS);
        assertThat(Mode.SL.finalImage(vsharp)).isEqualTo(FinalImage.MODULUS);
        assertThat(Mode.SSL.finalImage(vsharp)).isEqualTo(FinalImage.DATA_CONSISTENCY);
        assertThat(Mode.SL.finalImage(unet)).isEqualTo(FinalImage.DATA_CONSISTENCY);
    }
}
