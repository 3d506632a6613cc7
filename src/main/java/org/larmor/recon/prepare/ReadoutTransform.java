package org.larmor.recon.prepare;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.larmor.recon.kspace.AxisPlan;
import org.larmor.recon.kspace.FrameLayout;
import org.larmor.recon.kspace.KspaceGrid;

/**
 * The inverse transform along the readout (and along the partitions of a volume) with the field of view cropped at
 * once: what remains is hybrid space, image along readout and partitions, k-space along the phase encoding. The grid
 * has its samples and partitions in FFT order; nothing behind this class has.
 */
final class ReadoutTransform {
    private ReadoutTransform() {}

    /**
     * Channels {@code from} to {@code to} (exclusive) of the grid as hybrid space.
     *
     * @return complex64 [channel][z][readout][phase], centred; {@link #scale} times it is an orthonormal transform's
     */
    static NDArray hybrid(NDManager manager, KspaceGrid grid, int from, int to) {
        FrameLayout layout = grid.layout();
        AxisPlan z = layout.z();
        int nx = layout.x().encoded();
        Shape shape = new Shape(to - from, z.encoded(), layout.y().encoded(), nx, 2);
        // native memory is wrapped, not copied, on the CPU; to make complex numbers of it the engine copies it
        try (NDArray pairs = manager.create(grid.channels(from, to), shape, DataType.FLOAT32);
                NDArray kspace = pairs.complex();
                NDArray image = kspace.ifft(nx, -1);
                NDArray seen = middle(image, -1, layout.readout())) {
            NDArray hybrid = seen.swapAxes(2, 3);
            if (z.encoded() == 1) {
                return hybrid;
            }
            int slices = Math.min(z.encoded(), z.kept());
            try (hybrid;
                    NDArray volume = hybrid.ifft(z.encoded(), -3)) {
                return CentredAxis.toRecon(
                        middle(volume, -3, slices), -3, new AxisPlan(slices, z.kept(), z.recon()));
            }
        }
    }

    /** From the engine's inverse transforms, which divide by n, to orthonormal ones, which divide by √n. */
    static double scale(FrameLayout layout) {
        return Math.sqrt((double) layout.x().encoded() * layout.z().encoded());
    }

    /** The {@code to} samples around the origin of an axis in FFT order, centred. */
    private static NDArray middle(NDArray array, int axis, int to) {
        int dimension = array.getShape().dimension();
        long n = array.getShape().get(dimension + axis);
        int negative = to / 2;
        String rest = ", :".repeat(-axis - 1);
        NDArray head = array.get("..., :" + (to - negative) + rest);
        if (negative == 0) {
            return head;
        }
        try (head;
                NDArray tail = array.get("..., " + (n - negative) + ":" + rest)) {
            return tail.concat(head, dimension + axis);
        }
    }
}
