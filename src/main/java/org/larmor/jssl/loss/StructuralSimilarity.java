package org.larmor.jssl.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import org.larmor.nn.Scalar;

/** SSIM with a uniform window of 7×7, k1 0.01, k2 0.03, unbiased covariances, as fastMRI and scikit-image compute it. */
final class StructuralSimilarity {
    private static final int WINDOW = 7;
    private static final double K1 = 0.01;
    private static final double K2 = 0.03;
    private static final Shape KERNEL = new Shape(WINDOW, WINDOW);
    private static final Shape STRIDE = new Shape(1, 1);
    private static final Shape NO_PADDING = new Shape(0, 0);

    private StructuralSimilarity() {}

    /** a, b real [batch, H, W], range a scalar; the similarity of every whole window [batch, 1, H−6, W−6]. */
    static NDArray map(NDArray a, NDArray b, NDArray range) {
        double unbias = WINDOW * WINDOW / (WINDOW * WINDOW - 1.0);
        NDArray c1 = Scalar.times(range, K1).square();
        NDArray c2 = Scalar.times(range, K2).square();
        NDArray ua = window(a);
        NDArray ub = window(b);
        NDArray uab = ua.mul(ub);
        NDArray ua2 = ua.square();
        NDArray ub2 = ub.square();
        NDArray va = Scalar.times(window(a.square()).sub(ua2), unbias);
        NDArray vb = Scalar.times(window(b.square()).sub(ub2), unbias);
        NDArray vab = Scalar.times(window(a.mul(b)).sub(uab), unbias);
        NDArray numerator = uab.add(uab).add(c1).mul(vab.add(vab).add(c2));
        NDArray denominator = ua2.add(ub2).add(c1).mul(va.add(vb).add(c2));
        return numerator.div(denominator);
    }

    private static NDArray window(NDArray x) {
        try (NDArray channel = x.expandDims(1)) {
            return JniUtils.avgPool((PtNDArray) channel, KERNEL, STRIDE, NO_PADDING, false, true);
        }
    }
}
