package org.larmor.adapt.samples;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.larmor.jssl.data.HiddenColumns;
import org.larmor.jssl.data.KspaceSlice;
import org.larmor.jssl.data.Sample;
import org.larmor.recon.prepare.Calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SampleTest {
    private static KspaceSlice slice(int coils, int height, int width, int factor, int centre, boolean separate) {
        SplittableRandom random = new SplittableRandom(coils * 1000L + width);
        boolean[] acquired = new boolean[width];
        for (int x = 0; x < width; x++) {
            acquired[x] = x % factor == 0 || (!separate && Math.abs(x - width / 2) < centre / 2);
        }
        float[] pairs = new float[2 * coils * height * width];
        for (int i = 0; i < pairs.length; i++) {
            pairs[i] = acquired[i / 2 % width] ? (float) random.nextDouble(-1, 1) : 0;
        }
        float[] lines = new float[2 * coils * height * centre];
        for (int i = 0; i < lines.length; i++) {
            lines[i] = random.nextInt();
        }
        return new KspaceSlice(
                pairs, coils, height, width, height, width - 2, acquired, false,
                separate ? new Calibration(lines, coils, height, width / 2 - centre / 2, centre, width) : null);
    }

    @Property(tries = 200)
    void isReadAsItWasWritten(
            @ForAll @IntRange(min = 1, max = 5) int coils,
            @ForAll @IntRange(min = 1, max = 9) int height,
            @ForAll @IntRange(min = 24, max = 80) int width,
            @ForAll @IntRange(min = 2, max = 6) int factor,
            @ForAll boolean separate) {
        KspaceSlice slice = slice(coils, height, width, factor, 8, separate);
        Sample sample = HiddenColumns.draw(slice, 5).map(hidden -> new Sample(slice, hidden))
                .orElse(new Sample(slice, new boolean[width]));
        Sample read = SampleCodec.decode(SampleCodec.encode(sample));
        assertThat(read).isEqualTo(sample);
        assertThat(read.slice().pairs()).isEqualTo(slice.pairs());
        assertThat(read.slice().acquired()).isEqualTo(slice.acquired());
        assertThat(read.slice().imageWidth()).isEqualTo(width - 2);
        assertThat(read.slice().calibration() == null).isEqualTo(!separate);
    }

    @Property(tries = 500)
    void hiddenColumnsAreAnEighthOfWhatWasAcquiredOutsideTheCalibrationAndNeverOfIt(
            @ForAll long seed, @ForAll @IntRange(min = 40, max = 320) int width, @ForAll @IntRange(min = 2, max = 5) int factor, @ForAll boolean separate) {
        KspaceSlice slice = slice(1, 1, width, factor, 12, separate);
        boolean[] hidden = HiddenColumns.draw(slice, seed).orElseThrow();
        int outside = 0;
        int of = 0;
        for (int x = 0; x < width; x++) {
            boolean central = Math.abs(x - width / 2) < 6;
            if (hidden[x]) {
                of++;
                assertThat(slice.acquired()[x]).isTrue();
                assertThat(central).as("column %s of %s", x, width).isFalse();
            }
            outside += slice.acquired()[x] && !central ? 1 : 0;
        }
        assertThat(of).isBetween(2, Math.max(2, outside / 8 + 1));
        assertThat(of).isGreaterThanOrEqualTo(outside / 8 - 1);
        assertThat(HiddenColumns.draw(slice, seed).orElseThrow()).isEqualTo(hidden);
    }

    @Test
    void trainingSeesTheSliceAsIfTheHiddenColumnsHadNeverBeenAcquired() {
        KspaceSlice slice = slice(2, 3, 64, 3, 8, false);
        Sample sample = new Sample(slice, HiddenColumns.draw(slice, 9).orElseThrow());
        KspaceSlice open = sample.open();
        for (int x = 0; x < 64; x++) {
            assertThat(open.acquired()[x]).isEqualTo(slice.acquired()[x] && !sample.hidden()[x]);
            for (int row = 0; row < 6; row++) {
                int at = 2 * (row * 64 + x);
                assertThat(open.pairs()[at]).isEqualTo(sample.hidden()[x] ? 0 : slice.pairs()[at]);
            }
        }
        assertThat(slice.pairs()).isEqualTo(slice(2, 3, 64, 3, 8, false).pairs()); // it is not changed by that
    }

    @Test
    void tooFewColumnsAreNoSample() {
        assertThat(HiddenColumns.draw(slice(1, 1, 24, 12, 20, false), 1)).isEmpty();
    }

    @Property(tries = 300)
    void damagedBytesAreRefusedInWords(@ForAll @IntRange(min = 0, max = 400) int at, @ForAll byte value, @ForAll @Size(max = 40) byte[] noise) {
        KspaceSlice slice = slice(1, 2, 24, 2, 8, true);
        byte[] bytes = SampleCodec.encode(new Sample(slice, new boolean[24]));
        byte[] damaged = bytes.clone();
        damaged[at % bytes.length] = value;
        for (byte[] one : new byte[][] {damaged, Arrays.copyOf(bytes, at % bytes.length), noise}) {
            try {
                SampleCodec.decode(one);
            } catch (SampleException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
    }

    @Test
    void keyIsItsOwnersAloneAndWithoutItNothingIsRead(@TempDir Path folder) throws Exception {
        ScanKeys keys = new ScanKeys(folder.resolve("keys"));
        assertThat(keys.read("scan-1")).isEmpty();
        byte[] sealed = SampleCipher.seal(keys.readOrMake("scan-1"), "scan-1/0", new byte[] {1, 2, 3});
        assertThat(keys.readOrMake("scan-1")).isEqualTo(keys.read("scan-1").orElseThrow());
        assertThat(SampleCipher.open(keys.read("scan-1").orElseThrow(), "scan-1/0", sealed)).containsExactly(1, 2, 3);
        assertThatThrownBy(() -> SampleCipher.open(keys.readOrMake("scan-2"), "scan-1/0", sealed))
                .isInstanceOf(SampleException.class);
        assertThatThrownBy(() -> SampleCipher.open(keys.readOrMake("scan-1"), "scan-1/1", sealed))
                .isInstanceOf(SampleException.class);
        sealed[20] ^= 1;
        assertThatThrownBy(() -> SampleCipher.open(keys.readOrMake("scan-1"), "scan-1/0", sealed))
                .isInstanceOf(SampleException.class);
        try (Stream<Path> files = Files.list(folder.resolve("keys"))) {
            assertThat(files).hasSize(2).allSatisfy(file ->
                    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------"));
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("keys")))).isEqualTo("rwx------");
        assertThat(keys.destroy("scan-1")).isTrue();
        assertThat(keys.destroy("scan-1")).isFalse();
        assertThat(keys.read("scan-1")).isEmpty();
        assertThatThrownBy(() -> keys.readOrMake("../scan")).hasMessageContaining("no scan is called");
    }
}
