package org.larmor.oracle;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compares with the reference, relative in the 2-norm, and writes every deviation down (target/oracle-deviations.txt).
 * What the reference's README suggests is allowed: max(1e-5, 10 × its own gap between float32 and float64).
 */
final class Deviation {
    private static final double FLOOR = 1e-5;
    private static final Path LOG = Path.of("target", "oracle-deviations.txt");

    private Deviation() {}

    static double allowed(double gap) {
        return Math.max(FLOOR, 10 * gap);
    }

    static void within(String what, double[] expected, double[] actual, double allowed) {
        assertThat(actual).as(what + " length").hasSameSizeAs(expected);
        double error = 0;
        double norm = 0;
        for (int i = 0; i < expected.length; i++) {
            error += (actual[i] - expected[i]) * (actual[i] - expected[i]);
            norm += expected[i] * expected[i];
        }
        double relative = error == 0 ? 0 : Math.sqrt(error / norm);
        check(what, relative, allowed);
    }

    static void within(String what, double expected, double actual, double allowed) {
        double relative = expected == actual ? 0 : Math.abs(actual - expected) / Math.abs(expected);
        check(what, relative, allowed);
    }

    /** An array of a case against ours, of any floating or complex type. */
    static void array(OracleCase c, String array, NDArray actual) {
        within(c.name() + " " + array, c.npy(array).values(), values(actual), allowed(c.gap(array)));
    }

    static double[] values(NDArray array) {
        DataType type = array.getDataType();
        // the engine's complex128 has no name in DJL
        boolean complex = type == DataType.COMPLEX64 || type == DataType.UNKNOWN;
        NDArray parts = complex ? array.real() : array;
        return parts.toType(DataType.FLOAT64, true).toDoubleArray();
    }

    private static void check(String what, double relative, double allowed) {
        try {
            Files.createDirectories(LOG.getParent());
            Files.writeString(
                    LOG,
                    String.format(Locale.ROOT, "%.3e\t%.3e\t%s%n", relative, allowed, what),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertThat(relative).as(what).isLessThanOrEqualTo(allowed);
    }
}
