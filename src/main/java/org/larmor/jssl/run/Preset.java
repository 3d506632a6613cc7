package org.larmor.jssl.run;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.larmor.jssl.loss.LossTerm;
import org.larmor.jssl.sampling.SplitDraw;
import org.larmor.jssl.step.LearningRate;
import org.larmor.nn.CoilMapping;
import org.larmor.nn.ModelConfig;
import org.larmor.nn.NetworkConfig;
import org.larmor.nn.ResidualVsharp;
import org.larmor.nn.ResidualVsharpConfig;
import org.larmor.nn.UnetBaselineConfig;
import org.larmor.nn.UnetConfig;
import org.larmor.nn.VarNetConfig;
import org.larmor.nn.VsharpConfig;

/** Sizes of networks with the way to train them. */
@SuppressWarnings("ImmutableEnumChecker") // all fields are records of copied lists
public enum Preset {
    /** The tiny size of the comparisons with the reference implementation. */
    TINY(
            ModelConfig.tiny(),
            refined(VarNetConfig.of(4, 8, 3)),
            refined(UnetBaselineConfig.of(16, 3)),
            LossTerm.PAPER,
            LearningRate.constant(1e-3),
            OptionalDouble.empty(),
            SplitDraw.PAPER),
    /** The medium size of the comparisons. */
    SMALL(
            ModelConfig.vsharp(VsharpConfig.of(8, 8, 32, 4)),
            refined(VarNetConfig.of(6, 16, 4)),
            refined(UnetBaselineConfig.of(32, 4)),
            LossTerm.PAPER,
            LearningRate.constant(1e-3),
            OptionalDouble.empty(),
            SplitDraw.PAPER),
    /** As published, schedule included. */
    PAPER(
            ModelConfig.paper(),
            refined(VarNetConfig.of(6, 16, 4)),
            refined(UnetBaselineConfig.of(64, 4)),
            LossTerm.PAPER,
            LearningRate.paper(),
            OptionalDouble.empty(),
            SplitDraw.PAPER),
    /** To go on with the starter on what a scanner delivers, for 300 steps: the rate's course ends there. */
    ADAPT(
            residual(),
            refined(VarNetConfig.of(6, 16, 4)),
            refined(UnetBaselineConfig.of(32, 4)),
            LossTerm.BALANCED,
            new LearningRate(1e-4, 20, 0.1, List.of(200, 260), 0.3),
            OptionalDouble.of(2),
            SplitDraw.NEAR),
    /** The product's own: sparse wavelet SENSE with ESPIRiT maps before its first step ({@link ResidualVsharp}). */
    STARTER(
            residual(),
            refined(VarNetConfig.of(6, 16, 4)),
            refined(UnetBaselineConfig.of(32, 4)),
            LossTerm.IMAGE,
            new LearningRate(2e-4, 100, 0.1, List.of(1800, 2500), 0.3),
            OptionalDouble.of(2),
            SplitDraw.NEAR);

    private final ModelConfig vsharp;
    private final ModelConfig varnet;
    private final ModelConfig unet;
    private final List<LossTerm> losses;
    private final LearningRate rate;
    private final OptionalDouble clip;
    private final SplitDraw splitting;

    Preset(
            ModelConfig vsharp,
            ModelConfig varnet,
            ModelConfig unet,
            List<LossTerm> losses,
            LearningRate rate,
            OptionalDouble clip,
            SplitDraw splitting) {
        this.vsharp = vsharp;
        this.varnet = varnet;
        this.unet = unet;
        this.losses = losses;
        this.rate = rate;
        this.clip = clip;
        this.splitting = splitting;
    }

    private static ModelConfig residual() {
        return new ModelConfig(
                new ResidualVsharpConfig(
                        3,
                        6,
                        new UnetConfig(6, 2, 24, 3, false),
                        true,
                        ResidualVsharpConfig.Start.WAVELET,
                        0.00075,
                        0.1),
                CoilMapping.ESPIRIT,
                null);
    }

    private static ModelConfig refined(NetworkConfig network) {
        return new ModelConfig(network, Optional.of(new UnetConfig(2, 2, 16, 4, false)));
    }

    /** The first that a network is of. */
    public static Optional<Preset> of(NetworkConfig network) {
        return Arrays.stream(values())
                .filter(preset -> Stream.of(preset.vsharp, preset.varnet, preset.unet)
                        .anyMatch(model -> model.network().equals(network)))
                .findFirst();
    }

    public ModelConfig model(NetworkKind kind) {
        return switch (kind) {
            case VSHARP -> vsharp;
            case VARNET -> varnet;
            case UNET -> unet;
        };
    }

    public List<LossTerm> losses() {
        return losses;
    }

    public LearningRate rate() {
        return rate;
    }

    /** Largest 2-norm of the gradients. */
    public OptionalDouble clip() {
        return clip;
    }

    /** How self-supervised samples are split. */
    public SplitDraw splitting() {
        return splitting;
    }
}
