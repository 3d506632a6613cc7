package org.larmor.jssl.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.larmor.jssl.sampling.ColumnMask;
import org.larmor.mrd.file.Tools;
import org.larmor.recon.engine.TorchEngine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** ISMRMRD raw data as training slices, beside the same scans as k-space files. */
class RawDataFileIT {
    @BeforeAll
    static void load() {
        TorchEngine.load();
    }

    private static double difference(KspaceSlice a, KspaceSlice b) {
        assertThat(a.pairs()).hasSameSizeAs(b.pairs());
        double error = 0;
        double norm = 0;
        for (int i = 0; i < a.pairs().length; i++) {
            error += Math.pow((double) a.pairs()[i] - b.pairs()[i], 2);
            norm += Math.pow(b.pairs()[i], 2);
        }
        return Math.sqrt(error / norm);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pulseq_invivo_16ch_128", "pulseq_invivo_bodycoil_2ch_128"})
    void theSameScanHasTheSameKspace(String name) {
        Path data = Tools.shared().resolve("data");
        try (SliceFile raw = SliceFile.open(data.resolve("ismrmrd/" + name + ".mrd.h5"));
                SliceFile kspace = SliceFile.open(data.resolve("multicoil/" + name + ".h5"))) {
            assertThat(raw).isInstanceOf(RawDataFile.class);
            assertThat(kspace).isInstanceOf(KspaceFile.class);
            assertThat(raw.slices()).isEqualTo(1);
            assertThat(raw.complete(0)).isTrue();
            assertThat(difference(raw.read(0), kspace.read(0))).isLessThan(1e-6);
        }
    }

    @Test
    void slicesComeInTheirOrder() {
        Path data = Tools.shared().resolve("data");
        try (SliceFile raw = SliceFile.open(data.resolve("ismrmrd/ulf_P1_FSE.mrd.h5"));
                SliceFile kspace = SliceFile.open(data.resolve("ulf_1ch/ulf_P1_FSE.h5"))) {
            assertThat(raw.slices()).isEqualTo(4);
            for (int slice : new int[] {3, 0}) {
                assertThat(difference(raw.read(slice), kspace.read(slice))).isLessThan(1e-6);
            }
            // only the k-space file knows that its first line was never measured
            assertThat(kspace.read(0).acquired()[0]).isFalse();
            assertThat(kspace.read(0).acquired()[1]).isTrue();
            assertThat(raw.read(0).acquired()[0]).isTrue();
            assertThatThrownBy(() -> raw.read(4)).isInstanceOf(DataException.class);
        }
    }

    /** The image within the reconstructed field of view is that of the oversampled readouts. */
    @Test
    void oversamplingIsRemoved() {
        Path data = Tools.shared().resolve("data");
        try (SliceFile raw = SliceFile.open(data.resolve("ismrmrd/twixtools_gre_2ch.mrd.h5"));
                SliceFile kspace = SliceFile.open(data.resolve("multicoil/twixtools_gre_2ch.h5"))) {
            KspaceSlice slice = raw.read(0);
            KspaceSlice full = kspace.read(0);
            assertThat(full.height()).isEqualTo(320);
            assertThat(slice.height()).isEqualTo(160);
            assertThat(slice.imageHeight()).isEqualTo(160);
            double[] cropped = column(full, 160);
            double[] own = column(slice, 160);
            for (int i = 0; i < own.length; i++) {
                assertThat(own[i]).isCloseTo(cropped[i], org.assertj.core.data.Offset.offset(1e-3 * max(cropped)));
            }
        }
    }

    private static double max(double[] values) {
        return java.util.Arrays.stream(values).max().orElseThrow();
    }

    /** The middle of the first coil's image along the readout, at k-space column 0, by a plain sum. */
    private static double[] column(KspaceSlice slice, int length) {
        int middle = slice.width() / 2;
        double[] out = new double[length];
        for (int i = 0; i < length; i++) {
            int distance = i - length / 2;
            double re = 0;
            double im = 0;
            for (int k = 0; k < slice.height(); k++) {
                double angle = 2 * Math.PI * (k - slice.height() / 2) * distance / slice.height();
                double a = slice.pairs()[2 * (k * slice.width() + middle)];
                double b = slice.pairs()[2 * (k * slice.width() + middle) + 1];
                re += a * Math.cos(angle) - b * Math.sin(angle);
                im += a * Math.sin(angle) + b * Math.cos(angle);
            }
            out[i] = Math.hypot(re, im) / Math.sqrt(slice.height());
        }
        return out;
    }

    /** Each repetition of the generator has every fourth line and sixteen at the centre. */
    @Test
    void aSubsampledFileIsItsOwnSubsampling(@TempDir Path folder) throws IOException, InterruptedException {
        Path file = Tools.phantom(folder, "quarter", "-m", "64", "-c", "4", "-a", "4", "-w", "16", "-r", "1");
        try (SliceFile raw = SliceFile.open(file)) {
            assertThat(raw.slices()).isEqualTo(4);
            assertThat(raw.complete(0)).isFalse();
            KspaceSlice slice = raw.read(0);
            assertThat(slice.complete()).isFalse();
            assertThat(slice.height()).isEqualTo(64);
            Subsampling none = (ref, columns, random) -> {
                throw new AssertionError("asked for a mask of " + ref.key());
            };
            ColumnMask mask = none.mask(new SliceRef(file, 0), slice, new java.util.SplittableRandom(1));
            // what only calibrates is no part of the image, here as for the worker
            assertThat(mask.acsLength()).isBetween(1, 19);
            assertThat(mask.indices().length).isBetween(16, 32);
            assertThat(slice.calibration()).isNotNull();
            assertThat(slice.calibration().count()).isBetween(16, 19);
            int[] empty = IntStream.range(0, 64)
                    .filter(x -> !mask.columns()[x])
                    .filter(x -> slice.pairs()[2 * (32 * 64 + x)] != 0)
                    .toArray();
            assertThat(empty).isEmpty();
        }
    }

    /** A model learns from scans that sense could not unfold; without a centre there are no coil maps for it either. */
    @Test
    void whatSenseCannotUnfoldIsReadAllTheSame(@TempDir Path folder) throws IOException, InterruptedException {
        for (String coils : new String[] {"1", "2"}) {
            Path file = Tools.phantom(
                    folder, "coils" + coils, "-m", "32", "-c", coils, "-a", "4", "-w", "8", "-r", "1", "-n", "0.02");
            try (SliceFile raw = SliceFile.open(file)) {
                KspaceSlice slice = raw.read(0);
                assertThat(slice.complete()).isFalse();
                assertThat(slice.coils()).isEqualTo(Integer.parseInt(coils));
            }
        }
        Path few = Tools.phantom(folder, "few", "-m", "32", "-c", "2", "-a", "4", "-w", "2", "-r", "1");
        try (SliceFile raw = SliceFile.open(few)) {
            assertThatThrownBy(() -> raw.read(0))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("4 consecutive lines at the centre");
        }
    }

    /** At the corners of k-space there is noise alone, of unit variance after whitening. */
    @Test
    void noiseReadoutsWhiten(@TempDir Path folder) throws IOException, InterruptedException {
        Path file = Tools.phantom(folder, "noisy", "-m", "128", "-c", "4", "-r", "1", "-n", "0.2", "-C");
        try (SliceFile raw = SliceFile.open(file)) {
            KspaceSlice slice = raw.read(0);
            assertThat(slice.complete()).isTrue();
            for (int c = 0; c < 4; c++) {
                double square = 0;
                int corner = 24;
                for (int x = 0; x < corner; x++) {
                    for (int y = 0; y < corner; y++) {
                        int at = 2 * ((c * slice.height() + x) * slice.width() + y);
                        square += Math.pow(slice.pairs()[at], 2) + Math.pow(slice.pairs()[at + 1], 2);
                    }
                }
                // the header states no receiver bandwidth, which leaves a factor near 1
                assertThat(Math.sqrt(square / (2 * corner * corner))).isBetween(0.8, 1.25);
            }
        }
    }
}
