package org.larmor.recon.classic;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.larmor.recon.kspace.FrameLayout;
import org.larmor.recon.kspace.KspaceGrid;

/**
 * The inverse transform along the readout (and along the partitions of a volume) with the field of view cropped at
 * once: what remains is hybrid space, image along x and z, k-space along y. Transforming no more than needed along y
 * halves the work where the readout is oversampled twice.
 */
final class ReadoutTransform {
    private ReadoutTransform() {}

    /** Channels {@code from} to {@code to} (exclusive) of the grid as hybrid space complex64 [channel][z][x][y]. */
    static NDArray hybrid(NDManager manager, KspaceGrid grid, int from, int to) {
        FrameLayout layout = grid.layout();
        Shape shape = new Shape(
                to - from, layout.z().encoded(), layout.y().encoded(), layout.x().encoded(), 2);
        // native memory is wrapped, not copied, on the CPU; to make complex numbers of it the engine copies it
        try (NDArray pairs = manager.create(grid.channels(from, to), shape, DataType.FLOAT32);
                NDArray kspace = pairs.complex();
                NDArray alongX = FftOrder.toRecon(kspace.ifft(layout.x().encoded(), -1), -1, layout.x())) {
            NDArray hybrid = alongX.swapAxes(2, 3);
            if (layout.z().encoded() == 1) {
                return hybrid;
            }
            try (hybrid) {
                return FftOrder.toRecon(hybrid.ifft(layout.z().encoded(), -3), -3, layout.z());
            }
        }
    }

    /** The whole grid, its channels mixed by a matrix [out][channel] (whitening, compression). */
    static NDArray mixedHybrid(NDManager manager, KspaceGrid grid, NDArray matrix) {
        int channels = grid.layout().channels();
        try (NDArray hybrid = hybrid(manager, grid, 0, channels);
                NDArray flat = hybrid.reshape(new Shape(channels, -1));
                NDArray mixed = matrix.matMul(flat)) {
            long[] shape = hybrid.getShape().getShape().clone();
            shape[0] = matrix.getShape().get(0);
            return mixed.reshape(new Shape(shape));
        }
    }
}
