package org.larmor.nn;

/**
 * The size of a {@link ResidualVsharp}.
 *
 * @param steps ADMM steps
 * @param solverSteps Chebyshev iterations that solve each step's data consistency
 * @param denoiser 6 to 2 channels
 * @param sharedDenoiser one denoiser for all steps, instead of one each
 * @param start the first image
 * @param lambda the start's regularisation
 * @param rho each step's first weight of ‖x − z‖²
 */
public record ResidualVsharpConfig(
        int steps, int solverSteps, UnetConfig denoiser, boolean sharedDenoiser, Start start, double lambda, double rho)
        implements NetworkConfig {
    /** The first image. */
    public enum Start {
        /** CG-SENSE; lambda weighs ‖x‖², with orthonormal transforms and Σ|S|² = 1. */
        SENSE,
        /** {@link org.larmor.recon.classic.WaveletSense}, with its lambda. */
        WAVELET
    }

    public ResidualVsharpConfig {
        if (steps < 1 || solverSteps < 1 || !(lambda > 0) || !(rho > 0)) {
            throw new NnException("residual vSHARP of " + steps + " steps, " + solverSteps
                    + " solver steps, lambda " + lambda + ", rho " + rho);
        }
        if (denoiser.in() != 6 || denoiser.out() != 2 || denoiser.normalized()) {
            throw new NnException("residual vSHARP's denoiser is a plain U-Net from 6 to 2 channels");
        }
    }
}
