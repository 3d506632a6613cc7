package org.larmor.nn;

/**
 * What a network's pass takes of memory at its peak, by estimate; weights, libraries and the allocator's slack are not in
 * it. The factors were fitted to the growth of a process's resident memory on the processor, of 256 × 256 slices with 1 to
 * 16 coils through vSHARP, VarNet and U-Net: forward passes took 0.36 to 1.02 of the estimate, training steps 0.66 to 1.2. On
 * a graphics processor, whose libraries compute otherwise, they were never measured.
 */
public final class PassMemory {
    /** Some twenty complex images of each coil: the network's own and its data consistency's. */
    private static final long COIL = 170;

    /** Of a U-Net's first level with what belongs to it. */
    private static final long FILTER = 100;

    /** Likewise, where every coil's map goes through it. */
    private static final long COIL_FILTER = 25;

    /** What the way back keeps of each unrolled step, against a pass forward. */
    private static final double RECORDED = 1.4;

    /** What it takes where only one step at a time is recorded. */
    private static final double CHECKPOINTED = 3.2;

    private PassMemory() {}

    /** Bytes of a pass that records nothing. */
    public static long forward(ModelConfig config, Measurement measurement) {
        long coils = measurement.kspace().getShape().get(1);
        long refined = config.sensitivity().map(UnetConfig::filters).orElse(0);
        long pixels = (long) measurement.batch() * measurement.height() * measurement.width();
        return pixels * (COIL * coils + FILTER * config.unet().filters() + COIL_FILTER * coils * refined);
    }

    /** Bytes of a pass with the way back. */
    public static long training(ModelConfig config, Measurement measurement, boolean checkpointing) {
        double factor = RECORDED * steps(config.network());
        return (long) (forward(config, measurement) * (checkpointing ? Math.min(CHECKPOINTED, factor) : factor));
    }

    private static int steps(NetworkConfig network) {
        return switch (network) {
            case VsharpConfig vsharp -> vsharp.steps();
            case ResidualVsharpConfig vsharp -> vsharp.steps();
            case VarNetConfig varnet -> varnet.cascades();
            case UnetBaselineConfig _ -> 1;
        };
    }
}
