package org.larmor.jssl.loss;

import ai.djl.ndarray.NDArray;
import org.larmor.nn.Scalar;

/**
 * Differences between a source and a target, both real: images [batch, H, W], or k-space with (re, im) as a last axis
 * for those that ask for no image. Scalars; intermediates belong to the source's manager.
 */
public enum Loss {
    /** Mean of |a − b|. */
    L1 {
        @Override
        public NDArray apply(NDArray source, NDArray target) {
            return meanAbs(source, target);
        }
    },
    /** Mean of (a − b)². */
    L2 {
        @Override
        public NDArray apply(NDArray source, NDArray target) {
            return meanSquare(source, target);
        }
    },
    /** 1 − mean structural similarity, range = the target's maximum over the batch. */
    SSIM {
        @Override
        public NDArray apply(NDArray source, NDArray target) {
            NDArray range = target.max();
            return StructuralSimilarity.map(source, target, range).mean().neg().add(1);
        }
    },
    /** Mean of |LoG a − LoG b|. */
    HFEN_L1 {
        @Override
        public NDArray apply(NDArray source, NDArray target) {
            return meanAbs(LaplacianOfGaussian.apply(source.sub(target)));
        }
    },
    /** Mean of (LoG a − LoG b)². */
    HFEN_L2 {
        @Override
        public NDArray apply(NDArray source, NDArray target) {
            return meanSquare(LaplacianOfGaussian.apply(source.sub(target)));
        }
    },
    /** {@link #HFEN_L1} over the mean of |b|, unfiltered. */
    HFEN_L1_NORM {
        @Override
        public NDArray apply(NDArray source, NDArray target) {
            return HFEN_L1.apply(source, target).div(meanAbs(target));
        }
    },
    /** {@link #HFEN_L2} over the mean of b², unfiltered. */
    HFEN_L2_NORM {
        @Override
        public NDArray apply(NDArray source, NDArray target) {
            return HFEN_L2.apply(source, target).div(meanSquare(target));
        }
    },
    /** Σ|a − b| / Σ|b|. */
    NMAE {
        @Override
        public NDArray apply(NDArray source, NDArray target) {
            return meanAbs(source, target).div(meanAbs(target));
        }
    },
    /** Σ(a − b)² / Σb². */
    NMSE {
        @Override
        public NDArray apply(NDArray source, NDArray target) {
            return meanSquare(source, target).div(meanSquare(target));
        }
    },
    /** √NMSE. */
    NRMSE {
        @Override
        public NDArray apply(NDArray source, NDArray target) {
            return NMSE.apply(source, target).sqrt();
        }
    },
    /** −PSNR in dB per image, range = the source's maximum, mean over the batch. */
    PSNR {
        @Override
        public NDArray apply(NDArray source, NDArray target) {
            NDArray a = perImage(source);
            NDArray error = a.sub(perImage(target)).square().mean(new int[] {1});
            NDArray peak = Scalar.times(a.max(new int[] {1}).log10(), 2);
            return Scalar.times(error.log10().sub(peak).mean(), 10);
        }
    },
    /** −SNR in dB per image, mean over the batch. */
    SNR {
        @Override
        public NDArray apply(NDArray source, NDArray target) {
            NDArray b = perImage(target);
            NDArray noise = perImage(source).sub(b).square().sum(new int[] {1});
            NDArray signal = b.square().sum(new int[] {1});
            return Scalar.times(noise.log10().sub(signal.log10()).mean(), 10);
        }
    },
    /** {@link #L1} of the Sobel derivatives along x, and along y, added. */
    GRAD_L1 {
        @Override
        public NDArray apply(NDArray source, NDArray target) {
            // mean over both derivatives at once is half of the sum of their means
            return Scalar.times(meanAbs(SobelGradient.apply(source.sub(target))), 2);
        }
    },
    /** {@link #L2} of the Sobel derivatives along x, and along y, added. */
    GRAD_L2 {
        @Override
        public NDArray apply(NDArray source, NDArray target) {
            return Scalar.times(meanSquare(SobelGradient.apply(source.sub(target))), 2);
        }
    };

    public abstract NDArray apply(NDArray source, NDArray target);

    private static NDArray meanAbs(NDArray a, NDArray b) {
        try (NDArray difference = a.sub(b)) {
            return meanAbs(difference);
        }
    }

    private static NDArray meanAbs(NDArray x) {
        try (NDArray moduli = x.abs()) {
            return moduli.mean();
        }
    }

    private static NDArray meanSquare(NDArray a, NDArray b) {
        try (NDArray difference = a.sub(b)) {
            return meanSquare(difference);
        }
    }

    private static NDArray meanSquare(NDArray x) {
        try (NDArray squares = x.square()) {
            return squares.mean();
        }
    }

    private static NDArray perImage(NDArray x) {
        return x.reshape(x.getShape().get(0), -1);
    }
}
