package org.larmor.recon.prepare;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.larmor.recon.kspace.AxisPlan;
import org.larmor.recon.op.AxisFourier;

/** Crops, pads and interpolates along one axis of arrays whose centre is ⌊n/2⌋; the axis is counted from the end. */
public final class CentredAxis {
    private CentredAxis() {}

    /** The middle {@code to} samples, or all of them with zeros around them. A view where it crops. */
    public static NDArray resize(NDArray array, int axis, int to) {
        int dimension = array.getShape().dimension();
        int n = (int) array.getShape().get(dimension + axis);
        if (to <= n) {
            int first = n / 2 - to / 2;
            return array.get("..., " + first + ":" + (first + to) + ", :".repeat(-axis - 1));
        }
        int before = to / 2 - n / 2;
        try (NDArray left = zeros(array, axis, before);
                NDArray right = zeros(array, axis, to - n - before);
                NDArray begun = left.concat(array, dimension + axis)) {
            return begun.concat(right, dimension + axis);
        }
    }

    /**
     * From the image of what was encoded to that of the reconstructed matrix: the field of view by cropping or padding
     * the image, then the pixel size by cropping or padding its k-space. Amplitudes stay.
     *
     * @param image is closed, or is the result itself
     */
    public static NDArray toRecon(NDArray image, int axis, AxisPlan plan) {
        NDArray seen = image;
        if (plan.kept() != plan.encoded()) {
            seen = resize(image, axis, plan.kept());
            image.close();
        }
        return plan.recon() == plan.kept() ? seen : interpolated(seen, axis, plan);
    }

    private static NDArray interpolated(NDArray image, int axis, AxisPlan plan) {
        try (image;
                NDManager constants = image.getManager().newSubManager();
                NDArray kspace = new AxisFourier(constants, plan.kept(), axis).forward(image);
                NDArray resized = resize(kspace, axis, plan.recon());
                NDArray interpolated = new AxisFourier(constants, plan.recon(), axis).adjoint(resized)) {
            return interpolated.mul((float) Math.sqrt((double) plan.recon() / plan.kept()));
        }
    }

    /** Like the array, but of this length along the axis. */
    private static NDArray zeros(NDArray array, int axis, int length) {
        long[] sides = array.getShape().getShape().clone();
        sides[sides.length + axis] = length;
        return array.getManager().zeros(new Shape(sides), array.getDataType());
    }
}
