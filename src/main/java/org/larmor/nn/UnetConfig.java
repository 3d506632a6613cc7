package org.larmor.nn;

/**
 * A U-Net's size.
 *
 * @param filters channels of the first level; each level below doubles them
 * @param pools number of levels below the first
 * @param normalized whether input and output are normalised by groups of channels around it ({@link NormUnet})
 */
public record UnetConfig(int in, int out, int filters, int pools, boolean normalized) {
    public UnetConfig {
        if (in < 1 || out < 1 || filters < 1 || pools < 1 || pools > 10) {
            throw new NnException("U-Net of " + in + " to " + out + " channels, " + filters + " filters, " + pools
                    + " levels");
        }
    }
}
