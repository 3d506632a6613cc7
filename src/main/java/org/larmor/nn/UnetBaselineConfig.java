package org.larmor.nn;

/** A U-Net on the SENSE image: 2 to 2 channels. */
public record UnetBaselineConfig(UnetConfig unet) implements NetworkConfig {
    public UnetBaselineConfig {
        if (unet.in() != 2 || unet.out() != 2) {
            throw new NnException("the U-Net baseline goes from 2 to 2 channels, not " + unet.in() + " to "
                    + unet.out());
        }
    }

    public static UnetBaselineConfig of(int filters, int pools) {
        return new UnetBaselineConfig(new UnetConfig(2, 2, filters, pools, true));
    }
}
