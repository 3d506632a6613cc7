package org.larmor.jssl.data;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.random.RandomGenerator;
import org.larmor.nn.PhysicsCache;

/**
 * Random offset crop to the image's size, rotation by a quarter turn (p 0.5) and flip (p 0.5) of the coil images, from
 * which k-space is computed anew. For fully sampled slices alone: it mixes what was acquired with what was not.
 */
public final class Augmentation {
    private final PhysicsCache physics;

    public Augmentation(PhysicsCache physics) {
        this.physics = physics;
    }

    public KspaceSlice apply(NDManager parent, KspaceSlice slice, RandomGenerator random) {
        int top = random.nextInt(slice.height() - slice.imageHeight() + 1);
        int left = random.nextInt(slice.width() - slice.imageWidth() + 1);
        boolean turned = random.nextBoolean();
        boolean flipped = random.nextBoolean();
        int axis = 1 + random.nextInt(2);
        try (NDManager manager = parent.newSubManager()) {
            NDArray kspace = manager.create(
                            slice.pairs(), new Shape(slice.coils(), slice.height(), slice.width(), 2))
                    .complex();
            NDArray images = physics.of(slice.height(), slice.width()).fourier().adjoint(kspace);
            images = images.get(":, " + top + ":" + (top + slice.imageHeight()) + ", " + left + ":"
                    + (left + slice.imageWidth()));
            if (turned) {
                images = images.rotate90(1, new int[] {1, 2});
            }
            if (flipped) {
                images = images.flip(axis);
            }
            int height = (int) images.getShape().get(1);
            int width = (int) images.getShape().get(2);
            NDArray out = physics.of(height, width).fourier().forward(images);
            return new KspaceSlice(out.real().toFloatArray(), slice.coils(), height, width, height, width);
        }
    }
}
