package org.larmor.jssl.run;

import org.larmor.nn.FinalImage;
import org.larmor.nn.ModelConfig;
import org.larmor.nn.ResidualVsharpConfig;
import org.larmor.nn.UnetBaselineConfig;
import org.larmor.nn.VarNetConfig;
import org.larmor.nn.VsharpConfig;

/** What a training learns from. */
public enum Mode {
    /** Fully sampled proxies under supervision and subsampled targets by themselves, both at once. */
    JSSL,
    /** Subsampled targets by themselves. */
    SSL,
    /** Fully sampled proxies under supervision. */
    SL;

    public boolean proxies() {
        return this != SSL;
    }

    public boolean targets() {
        return this != SL;
    }

    /** What a model trained so does with its last image. Residual vSHARP's is consistent with the data already. */
    public FinalImage finalImage(ModelConfig config) {
        return switch (config.network()) {
            case ResidualVsharpConfig _ -> FinalImage.MODULUS;
            case VsharpConfig _ -> this == SSL ? FinalImage.DATA_CONSISTENCY : FinalImage.MODULUS;
            case VarNetConfig _, UnetBaselineConfig _ -> FinalImage.DATA_CONSISTENCY;
        };
    }
}
