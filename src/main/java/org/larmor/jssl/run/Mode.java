package org.larmor.jssl.run;

import org.larmor.nn.Finish;
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

    /** What a model trained so does with its last image. */
    public Finish finish(ModelConfig config) {
        boolean unrolled = switch (config.network()) {
            case VsharpConfig _, ResidualVsharpConfig _ -> true;
            case VarNetConfig _, UnetBaselineConfig _ -> false;
        };
        return unrolled && this != SSL ? Finish.MODULUS : Finish.DATA_CONSISTENCY;
    }
}
