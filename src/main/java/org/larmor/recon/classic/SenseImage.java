package org.larmor.recon.classic;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.larmor.recon.coil.CoilMaps;
import org.larmor.recon.kspace.FrameLayout;
import org.larmor.recon.kspace.KspaceGrid;

/** The SENSE image of a gridded frame, slice by slice. */
final class SenseImage {
    private final HybridSense sense;

    SenseImage(ConjugateGradient solver) {
        sense = new HybridSense(solver);
    }

    /** @return magnitude, orthonormal scale, [z][y][x] */
    float[] reconstruct(NDManager parent, KspaceGrid grid, CoilMaps maps) {
        FrameLayout layout = grid.layout();
        try (NDManager manager = parent.newSubManager()) {
            NDArray mixing = Complex.of(
                    manager, maps.compression(), new Shape(maps.virtual(), maps.channels()));
            NDArray hybrid = ReadoutTransform.mixedHybrid(manager, grid, mixing);
            NDArray sensitivities = Complex.of(
                    manager, maps.sensitivities(), new Shape(maps.z(), maps.virtual(), maps.x(), maps.y()));
            NDArray mask = manager.create(mask(grid));
            NDList slices = new NDList();
            for (int z = 0; z < maps.z(); z++) {
                try (NDArray slice = hybrid.get(":, " + z);
                        NDArray coils = sensitivities.get(z)) {
                    NDArray image = sense.solve(manager, slice, coils, mask).x();
                    slices.add(FftOrder.toRecon(image, -1, layout.y()));
                }
            }
            return Pixels.fromImage(NDArrays.stack(slices), layout, Pixels.orthonormal(layout));
        }
    }

    private static float[] mask(KspaceGrid grid) {
        float[] mask = new float[grid.layout().y().encoded()];
        for (int y = 0; y < mask.length; y++) {
            mask[y] = grid.count(0, y) > 0 ? 1 : 0;
        }
        return mask;
    }
}
