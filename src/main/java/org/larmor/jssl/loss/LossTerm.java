package org.larmor.jssl.loss;

import java.util.List;

/**
 * One term of the objective.
 *
 * @param name as the reference implementation calls it
 * @param kspace whether it compares k-space (re and im apart) or images
 */
public record LossTerm(String name, Loss loss, boolean kspace, double multiplier) {
    /** The six of the paper, k-space first. */
    public static final List<LossTerm> PAPER = List.of(
            new LossTerm("kspace_nmae_loss", Loss.NMAE, true, 2),
            new LossTerm("kspace_nmse_loss", Loss.NMSE, true, 2),
            new LossTerm("l1_loss", Loss.L1, false, 2),
            new LossTerm("ssim_loss", Loss.SSIM, false, 2),
            new LossTerm("hfen_l2_norm_loss", Loss.HFEN_L2_NORM, false, 1),
            new LossTerm("hfen_l1_norm_loss", Loss.HFEN_L1_NORM, false, 1));

    /** How images look, and nothing that a filter's norm dominates. */
    public static final List<LossTerm> IMAGE =
            List.of(new LossTerm("l1_loss", Loss.L1, false, 1), new LossTerm("ssim_loss", Loss.SSIM, false, 1));

    /** {@link #IMAGE}, and what self-supervision can compare: k-space. */
    public static final List<LossTerm> BALANCED = List.of(
            new LossTerm("kspace_nmae_loss", Loss.NMAE, true, 1),
            new LossTerm("kspace_nmse_loss", Loss.NMSE, true, 1),
            new LossTerm("l1_loss", Loss.L1, false, 1),
            new LossTerm("ssim_loss", Loss.SSIM, false, 1));
}
