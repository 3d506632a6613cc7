package org.larmor.nn;

/** E2E VarNet's size: a regulariser (2 to 2 channels) of its own for each cascade. */
public record VarNetConfig(int cascades, UnetConfig regularizer) implements NetworkConfig {
    public VarNetConfig {
        if (cascades < 1 || regularizer.in() != 2 || regularizer.out() != 2) {
            throw new NnException("VarNet of " + cascades + " cascades, regulariser " + regularizer);
        }
    }

    public static VarNetConfig of(int cascades, int filters, int pools) {
        return new VarNetConfig(cascades, new UnetConfig(2, 2, filters, pools, false));
    }
}
