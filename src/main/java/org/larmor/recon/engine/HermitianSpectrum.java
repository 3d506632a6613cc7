package org.larmor.recon.engine;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Eigenvalues and orthonormal eigenvectors of a Hermitian matrix, by LAPACK's {@code zheevd} (Anderson et al., LAPACK
 * Users' Guide, 3rd ed., section 2.3.4.1), which libtorch carries.
 *
 * @param values n, ascending
 * @param vectors complex pairs [eigenvector][component]
 */
public record HermitianSpectrum(double[] values, double[] vectors) {
    private static final String SOLVER = "zheevd_";

    /**
     * Loads the engine. Takes about 7·n² doubles of native memory while it works.
     *
     * @param matrix complex pairs [n][n], row-major, Hermitian; left as it is
     * @throws IllegalStateException where the iteration does not converge, as it does not with numbers that are not finite
     */
    public static HermitianSpectrum of(double[] matrix, int n) {
        TorchEngine.load();
        int complexWork = 2 * n + n * n;
        int realWork = 1 + 5 * n + 2 * n * n;
        int integerWork = 3 + 5 * n;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment a = arena.allocateFrom(ValueLayout.JAVA_DOUBLE, matrix);
            MemorySegment values = arena.allocate(ValueLayout.JAVA_DOUBLE, n);
            MemorySegment info = arena.allocate(ValueLayout.JAVA_INT);
            Solver.HANDLE.invokeExact(
                    arena.allocateFrom("V"), // with eigenvectors
                    arena.allocateFrom("U"), // of what columns hold above the diagonal
                    integer(arena, n),
                    a,
                    integer(arena, n),
                    values,
                    arena.allocate(ValueLayout.JAVA_DOUBLE, 2L * complexWork),
                    integer(arena, complexWork),
                    arena.allocate(ValueLayout.JAVA_DOUBLE, realWork),
                    integer(arena, realWork),
                    arena.allocate(ValueLayout.JAVA_INT, integerWork),
                    integer(arena, integerWork),
                    info);
            int failed = info.get(ValueLayout.JAVA_INT, 0);
            if (failed != 0) {
                throw new IllegalStateException(SOLVER + " of " + n + " rows: " + failed);
            }
            double[] vectors = a.toArray(ValueLayout.JAVA_DOUBLE);
            // LAPACK reads columns first: it has solved for the transpose, which is the conjugate
            for (int i = 1; i < vectors.length; i += 2) {
                vectors[i] = -vectors[i];
            }
            return new HermitianSpectrum(values.toArray(ValueLayout.JAVA_DOUBLE), vectors);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) { // what every method handle declares
            throw new IllegalStateException(SOLVER + " cannot be called", e);
        }
    }

    private static MemorySegment integer(Arena arena, int value) {
        return arena.allocateFrom(ValueLayout.JAVA_INT, value);
    }

    /** Looked up with the first use, when libtorch is loaded. */
    private static final class Solver {
        private static final MethodHandle HANDLE = TorchLibrary.function(
                SOLVER,
                FunctionDescriptor.ofVoid(
                        ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.ADDRESS,
                        ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.ADDRESS,
                        ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.ADDRESS));
    }
}
