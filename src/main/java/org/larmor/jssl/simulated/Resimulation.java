package org.larmor.jssl.simulated;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.random.RandomGenerator;
import org.larmor.jssl.data.KspaceSlice;
import org.larmor.nn.Physics;
import org.larmor.nn.PhysicsCache;

/**
 * Makes one fully sampled slice of others: their magnitude warped, mixed with another's or with drawn shapes, given a
 * phase, coils of its own, and noise. A function of its inputs and of the random numbers alone.
 */
public final class Resimulation {
    private static final int[] SIDES = {96, 112, 120, 128, 144, 160};
    private static final int[] COILS = {4, 6, 8, 8, 8, 8, 12, 16};

    /** The bright level over the deviation of the noise in each part of a complex pixel. */
    private static final double LEAST_SIGNAL = 60;

    private static final double MOST_SIGNAL = 300;

    private final PhysicsCache physics;

    public Resimulation(PhysicsCache physics) {
        this.physics = physics;
    }

    /** @param first and {@code second} any measured slices */
    public KspaceSlice apply(NDManager parent, KspaceSlice first, KspaceSlice second, RandomGenerator random) {
        int height = SIDES[random.nextInt(SIDES.length)];
        int width = SIDES[random.nextInt(SIDES.length)];
        int coils = COILS[random.nextInt(COILS.length)];
        try (NDManager manager = parent.newSubManager()) {
            Plane body = body(manager, List.of(first, second), height, width, random);
            float[] images = images(body, CoilRing.draw(coils, height, width, random), phase(body, random), coils);
            addNoise(images, level(images, coils) / Math.exp(random.nextDouble(Math.log(LEAST_SIGNAL), Math.log(MOST_SIGNAL))), random);
            NDArray complex = manager.create(images, new Shape(coils, height, width, 2)).complex();
            NDArray kspace = physics.of(height, width).fourier().forward(complex);
            return new KspaceSlice(kspace.real().toFloatArray(), coils, height, width, height, width);
        }
    }

    private Plane body(
            NDManager manager, List<KspaceSlice> slices, int height, int width, RandomGenerator random) {
        int kind = random.nextInt(10);
        if (kind < 3) {
            return Shapes.draw(height, width, random);
        }
        Plane body = Warp.apply(magnitude(manager, slices.getFirst()), height, width, random);
        if (kind < 6) {
            return body;
        }
        Plane other = kind < 8
                ? Warp.apply(magnitude(manager, slices.getLast()), height, width, random)
                : Shapes.draw(height, width, random);
        double share = random.nextDouble(0.2, 0.7);
        boolean product = random.nextInt(3) == 0;
        float[] mixed = new float[height * width];
        for (int i = 0; i < mixed.length; i++) {
            double a = body.values()[i];
            double b = other.values()[i];
            mixed[i] = (float) (product ? a * (1 - share + share * b) : (1 - share) * a + share * b);
        }
        return new Plane(mixed, height, width);
    }

    private Plane magnitude(NDManager manager, KspaceSlice slice) {
        Physics constants = physics.of(slice.height(), slice.width());
        NDArray kspace = manager.create(
                        slice.pairs(), new Shape(slice.coils(), slice.height(), slice.width(), 2))
                .complex();
        NDArray pairs = constants.fourier().adjoint(kspace).real();
        float[] values = pairs.square().sum(new int[] {3}).sum(new int[] {0}).sqrt().toFloatArray();
        return new Plane(values, slice.height(), slice.width()).normalized();
    }

    /** Smooth, sometimes turning with the brightness, as two kinds of tissue at one echo time do. */
    private static float[] phase(Plane body, RandomGenerator random) {
        int height = body.height();
        int width = body.width();
        double alongY = random.nextDouble(-3, 3);
        double alongX = random.nextDouble(-3, 3);
        SmoothField coarse = new SmoothField(random, 3, 0.8);
        SmoothField fine = new SmoothField(random, 8, random.nextInt(2) * 0.3);
        double tissue = random.nextInt(3) == 0 ? random.nextDouble(-2, 2) : 0;
        float[] phase = new float[height * width];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double v = (y + 0.5) / height;
                double u = (x + 0.5) / width;
                int at = y * width + x;
                phase[at] = (float) (alongY * v + alongX * u + coarse.at(v, u) + fine.at(v, u)
                        + tissue * Math.clamp(body.values()[at], 0, 1));
            }
        }
        return phase;
    }

    private static float[] images(Plane body, float[] maps, float[] phase, int coils) {
        int pixels = phase.length;
        float[] images = new float[maps.length];
        for (int i = 0; i < pixels; i++) {
            double re = body.values()[i] * Math.cos(phase[i]);
            double im = body.values()[i] * Math.sin(phase[i]);
            for (int c = 0; c < coils; c++) {
                int at = 2 * (c * pixels + i);
                images[at] = (float) (re * maps[at] - im * maps[at + 1]);
                images[at + 1] = (float) (re * maps[at + 1] + im * maps[at]);
            }
        }
        return images;
    }

    /** The root of the coils' summed squares, averaged over what is bright. */
    private static double level(float[] images, int coils) {
        int pixels = images.length / 2 / coils;
        double squares = 0;
        double fourth = 0;
        for (int i = 0; i < pixels; i++) {
            double sum = 0;
            for (int c = 0; c < coils; c++) {
                int at = 2 * (c * pixels + i);
                sum += images[at] * images[at] + images[at + 1] * images[at + 1];
            }
            squares += sum;
            fourth += sum * sum;
        }
        return squares == 0 ? 1 : Math.sqrt(fourth / squares);
    }

    private static void addNoise(float[] images, double deviation, RandomGenerator random) {
        for (int i = 0; i < images.length; i++) {
            images[i] += (float) (deviation * random.nextGaussian());
        }
    }
}
