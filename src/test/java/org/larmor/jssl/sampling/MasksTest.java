package org.larmor.jssl.sampling;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.larmor.jssl.run.NetworkKind;
import org.larmor.jssl.run.Preset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** Masks of columns, and accelerations as they are written. */
class MasksTest {
    private static boolean[] columns(String text) {
        boolean[] columns = new boolean[text.length()];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = text.charAt(i) == '1';
        }
        return columns;
    }

    @Test
    void theCentreOfWhatWasAcquiredIsItsMiddleRun() {
        ColumnMask mask = ColumnMask.acquired(columns("1001110010"));
        assertThat(mask.acsStart()).isEqualTo(3);
        assertThat(mask.acsLength()).isEqualTo(3);
        assertThat(mask.indices()).containsExactly(0, 3, 4, 5, 8);
        assertThat(ColumnMask.acquired(columns("1111001111")).acsLength()).isZero();
        assertThat(ColumnMask.acquired(columns("1111")).acsLength()).isEqualTo(4);
    }

    @Test
    void columnsNeverMeasuredLeaveTheCentreAsItIs() {
        ColumnMask drawn = new ColumnMask(columns("1010111010"), 4, 3);
        ColumnMask within = drawn.within(columns("0111111110"));
        assertThat(within.indices()).containsExactly(2, 4, 5, 6, 8);
        assertThat(within.acsStart()).isEqualTo(4);
        assertThat(within.acsLength()).isEqualTo(3);
        assertThat(drawn.within(columns("1111110111")).acsLength()).isEqualTo(2);
    }

    @Property(tries = 200)
    void nothingIsWithinThatWasNotMeasured(
            @ForAll @IntRange(min = 8, max = 64) int width, @ForAll @Size(64) boolean[] measured, @ForAll long seed) {
        boolean[] acquired = java.util.Arrays.copyOf(measured, width);
        ColumnMask drawn = ColumnSampling.EQUISPACED.draw(
                width, new Acceleration(4, 0.2), new java.util.SplittableRandom(seed));
        ColumnMask within = drawn.within(acquired);
        for (int i = 0; i < width; i++) {
            assertThat(within.columns()[i]).isEqualTo(drawn.columns()[i] && acquired[i]);
        }
        for (int i = within.acsStart(); i < within.acsStart() + within.acsLength(); i++) {
            assertThat(within.columns()[i]).isTrue();
            assertThat(i).isBetween(drawn.acsStart(), drawn.acsStart() + drawn.acsLength() - 1);
        }
    }

    /** A lattice and its centre, by hand: whatever is drawn like it has the same spacing, also in another width. */
    @Property(tries = 3000)
    void whatIsDrawnLikeAMaskHasItsCentreAndItsSpacing(
            @ForAll @IntRange(min = 128, max = 256) int width,
            @ForAll @IntRange(min = 64, max = 256) int other,
            @ForAll @IntRange(min = 2, max = 6) int spacing,
            @ForAll @IntRange(min = 8, max = 28) int centre,
            @ForAll long seed) {
        boolean[] columns = new boolean[width];
        int first = width / 2 - centre / 2;
        for (int x = 0; x < width; x++) {
            columns[x] = x % spacing == 0 || (x >= first && x < first + centre);
        }
        ColumnMask mask = ColumnMask.acquired(columns);
        ColumnMask drawn = ColumnSampling.EQUISPACED.draw(
                other, Acceleration.of(mask), new java.util.SplittableRandom(seed));
        assertThat((double) drawn.acsLength() / other).isCloseTo((double) mask.acsLength() / width, within(0.6 / other));
        // a line more or less at an edge of the mask or of its centre is spread over the others
        double spread = (double) (width - mask.acsLength()) / (mask.indices().length - mask.acsLength());
        assertThat(spread).isCloseTo(spacing, within(0.2 * spacing));
        boolean[] outer = drawn.outer();
        int last = -1;
        for (int x = 0; x < other; x++) {
            boolean central = x >= drawn.acsStart() - 1 && x <= drawn.acsStart() + drawn.acsLength();
            if (central) {
                last = -1;
            } else if (outer[x]) {
                if (last >= 0) {
                    assertThat(x - last).as("gap before %s of %s", x, other).isBetween((int) spread - 1, (int) spread + 2);
                }
                last = x;
            }
        }
    }

    @Test
    void accelerationsAreUsualOrWhole() {
        assertThat(Acceleration.parse("4")).isEqualTo(new Acceleration(4, 0.08));
        assertThat(Acceleration.parse("16")).isEqualTo(new Acceleration(16, 0.02));
        Acceleration read = new Acceleration(64.0 / 44, 24.0 / 64);
        assertThat(Acceleration.parse(read.toString())).isEqualTo(read);
        assertThat(Acceleration.parse("4").toString()).isEqualTo("4/0.08");
        assertThat(Acceleration.parse("4").label()).isEqualTo("4x");
        assertThatThrownBy(() -> new Acceleration(Double.NaN, 0.1)).isInstanceOf(IllegalArgumentException.class);
        assertThat(Acceleration.parse("6/0.06")).isEqualTo(new Acceleration(6, 0.06));
        assertThatThrownBy(() -> Acceleration.parse("6")).hasMessageContaining("6/0.06");
        assertThatThrownBy(() -> Acceleration.parse("x4")).hasMessageContaining("x4");
        assertThatThrownBy(() -> Acceleration.parse("4/2")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aNetworkIsFoundAmongThePresets() {
        for (NetworkKind kind : NetworkKind.values()) {
            assertThat(Preset.of(Preset.TINY.model(kind).network())).contains(Preset.TINY);
        }
        assertThat(Preset.of(Preset.PAPER.model(NetworkKind.VSHARP).network())).contains(Preset.PAPER);
    }
}
