package org.larmor.nn;

/**
 * vSHARP's size.
 *
 * @param steps ADMM steps
 * @param dcSteps gradient steps of data consistency in each
 * @param denoiser 6 to 2 channels
 * @param sharedDenoiser one denoiser for all steps, instead of one each
 * @param start the first image
 * @param initializer of the Lagrange multipliers
 * @param auxiliarySteps how many of the last steps' images are put out while training; −1 for all
 */
public record VsharpConfig(
        int steps,
        int dcSteps,
        UnetConfig denoiser,
        boolean sharedDenoiser,
        Start start,
        InitializerConfig initializer,
        int auxiliarySteps)
        implements NetworkConfig {

    /** The first image: the coil images combined by their sensitivities, or plainly summed. */
    public enum Start {
        SENSE,
        ZERO_FILLED
    }

    public VsharpConfig {
        if (steps < 1 || dcSteps < 1 || auxiliarySteps == 0 || auxiliarySteps < -1) {
            throw new NnException("vSHARP of " + steps + " steps, " + dcSteps + " data consistency steps, "
                    + auxiliarySteps + " auxiliary steps");
        }
        if (denoiser.in() != 6 || denoiser.out() != 2) {
            throw new NnException("vSHARP's denoiser goes from 6 to 2 channels, not " + denoiser.in() + " to "
                    + denoiser.out());
        }
    }

    /** The usual vSHARP: a plain U-Net per step, SENSE start, every step's image. */
    public static VsharpConfig of(int steps, int dcSteps, int filters, int pools) {
        UnetConfig unet = new UnetConfig(6, 2, filters, pools, false);
        return new VsharpConfig(steps, dcSteps, unet, false, Start.SENSE, InitializerConfig.PAPER, -1);
    }

    /** The first step whose image is put out. */
    public int firstEmitted() {
        return auxiliarySteps == -1 ? 0 : Math.max(0, steps - auxiliarySteps);
    }
}
