package org.larmor.recon.classic;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import org.larmor.recon.kspace.AxisPlan;

/** Cropping, padding and interpolating arrays whose origin is at index 0, along one axis counted from the end. */
final class FftOrder {
    private FftOrder() {}

    /** Keeps the {@code to} samples around the origin, or pads with zeros far from it. */
    static NDArray resize(NDArray array, int axis, int to) {
        int dimension = array.getShape().dimension();
        int n = (int) array.getShape().get(dimension + axis);
        int kept = Math.min(n, to);
        int negative = kept / 2;
        int positive = kept - negative;
        String rest = ", :".repeat(-axis - 1);
        NDArray head = array.get("..., :" + positive + rest);
        if (negative == 0 && to <= kept) {
            return head;
        }
        try (head;
                NDArray tail = array.get("..., " + (n - negative) + ":" + rest)) {
            if (to <= n) {
                return head.concat(tail, dimension + axis);
            }
            long[] gap = array.getShape().getShape().clone();
            gap[dimension + axis] = (long) to - kept;
            try (NDArray zeros = array.getManager().zeros(new Shape(gap), array.getDataType());
                    NDArray padded = head.concat(zeros, dimension + axis)) {
                return padded.concat(tail, dimension + axis);
            }
        }
    }

    /** From FFT order to centred order, the origin moving from 0 to ⌊n/2⌋. */
    static NDArray centre(NDArray array, int axis) {
        long n = array.getShape().get(array.getShape().dimension() + axis);
        return rotated(array, axis, n - n / 2);
    }

    /** From centred order to FFT order: the inverse of {@link #centre}. */
    static NDArray origin(NDArray array, int axis) {
        long n = array.getShape().get(array.getShape().dimension() + axis);
        return rotated(array, axis, n / 2);
    }

    /** Sample {@code first} comes first, those before it last. */
    private static NDArray rotated(NDArray array, int axis, long first) {
        String rest = ", :".repeat(-axis - 1);
        try (NDArray head = array.get("..., :" + first + rest);
                NDArray tail = array.get("..., " + first + ":" + rest)) {
            return tail.concat(head, array.getShape().dimension() + axis);
        }
    }

    /**
     * From an image of the encoded length to one of the reconstructed: the field of view by cropping or padding the
     * image, then the pixel size by cropping or padding its k-space. Amplitudes stay. Takes over {@code image}.
     */
    static NDArray toRecon(NDArray image, int axis, AxisPlan plan) {
        NDArray seen = image;
        if (plan.kept() != plan.encoded()) {
            seen = resize(image, axis, plan.kept());
            image.close();
        }
        return plan.recon() == plan.kept() ? seen : resample(seen, axis, plan);
    }

    private static NDArray resample(NDArray image, int axis, AxisPlan plan) {
        try (image;
                NDArray kspace = image.fft(plan.kept(), axis);
                NDArray resized = resize(kspace, axis, plan.recon());
                NDArray resampled = resized.ifft(plan.recon(), axis)) {
            return resampled.mul((float) plan.recon() / plan.kept());
        }
    }
}
