package org.larmor.jssl.data;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Optional;
import org.larmor.jssl.sampling.ColumnMask;
import org.larmor.jssl.sampling.Split;
import org.larmor.jssl.step.Batch;
import org.larmor.nn.CoilMapping;
import org.larmor.nn.Measurement;
import org.larmor.nn.Physics;
import org.larmor.recon.op.CentreCrop;
import org.larmor.recon.op.CoilMagnitude;
import org.larmor.recon.prepare.Calibration;
import org.larmor.recon.prepare.MapMethod;
import org.larmor.recon.prepare.PreparedSlice;

/**
 * Makes training samples from slices: coil maps from the acquired central columns, then one scale for all, then, for
 * self-supervision, the split.
 */
public final class Preparation {
    private final NDManager manager;
    private final Physics physics;
    private final int height;
    private final int width;
    private final CoilMapping mapping;

    /** For slices of one size, with maps as the reference implementation makes them. */
    public Preparation(NDManager manager, Physics physics, int height, int width) {
        this(manager, physics, height, width, CoilMapping.ACS);
    }

    /** For slices of one size; samples belong to {@code manager}. */
    public Preparation(NDManager manager, Physics physics, int height, int width, CoilMapping mapping) {
        this.mapping = mapping;
        this.manager = manager;
        this.physics = physics;
        this.height = height;
        this.width = width;
    }

    /**
     * A slice.
     *
     * @param pairs k-space [coil, H, W], (re, im) interleaved
     * @param omega what of it counts as acquired, row by row
     * @param acs 1 for each column of the centre, 0 else
     * @param padding points never measured, row by row; empty where that is not known
     * @param calibration what maps are made of; empty where it is the acquired columns of the centre
     */
    public record Slice(
            float[] pairs,
            boolean[] omega,
            float[] acs,
            Optional<boolean[]> padding,
            Optional<Calibration> calibration) {
        /** Calibrated by its own centre. */
        public Slice(float[] pairs, boolean[] omega, float[] acs, Optional<boolean[]> padding) {
            this(pairs, omega, acs, padding, Optional.empty());
        }
    }

    /** A sample and the number that its k-space was divided by. */
    public record Prepared(Batch batch, double scale) {}

    /** A slice with all that was acquired of it, as a network that makes its maps so is given it. */
    public static PreparedSlice acquired(NDManager manager, KspaceSlice slice, MapMethod method) {
        NDArray kspace = manager.create(
                        slice.pairs(), new Shape(slice.coils(), slice.height(), slice.width(), 2))
                .complex();
        float[] lines = new float[slice.width()];
        for (int x = 0; x < lines.length; x++) {
            lines[x] = slice.acquired()[x] ? 1 : 0;
        }
        ColumnMask mask = ColumnMask.acquired(slice.acquired());
        Calibration calibration = slice.calibration() == null
                ? Calibration.of(kspace, mask.acsStart(), mask.acsLength())
                : slice.calibration();
        return PreparedSlice.ofKspace(manager, kspace, lines, calibration, method);
    }

    /** The network sees Ω, the loss all of the slice's k-space. */
    public Prepared supervised(Slice slice, CentreCrop crop) {
        NDArray kspace = complex(slice.pairs());
        NDArray omega = mask(slice.omega());
        PreparedSlice prepared = prepared(slice, kspace.mul(omega.squeeze(0)));
        double scale = scale(prepared);
        NDArray target = prepared.compressed(kspace).expandDims(0).div(scale);
        Measurement all = Measurement.of(manager, prepared, scale);
        Measurement input = new Measurement(all.kspace(), omega, all.maps(), all.weights());
        return new Prepared(batch(input, target, Optional.empty(), slice, crop), scale);
    }

    /** The network sees Θ, the loss Λ. */
    public Prepared selfSupervised(Slice slice, Split split, CentreCrop crop) {
        return selfSupervised(slice, split, Optional.empty(), crop);
    }

    /**
     * The network sees Θ, the loss Λ.
     *
     * @param weights what each column's k-space is multiplied by before the loss compares it; 1 where there are none
     */
    public Prepared selfSupervised(Slice slice, Split split, Optional<float[]> weights, CentreCrop crop) {
        PreparedSlice prepared = prepared(slice, complex(slice.pairs()).mul(mask(slice.omega()).squeeze(0)));
        double scale = scale(prepared);
        Measurement all = Measurement.of(manager, prepared, scale);
        NDArray theta = mask(split.input());
        NDArray lambda = weights.map(columns -> mask(split.target()).mul(manager.create(columns, new Shape(1, 1, 1, width))))
                .orElseGet(() -> mask(split.target()));
        Measurement input = new Measurement(all.kspace().mul(theta), theta, all.maps(), all.weights());
        return new Prepared(batch(input, all.kspace().mul(lambda), Optional.of(lambda), slice, crop), scale);
    }

    private PreparedSlice prepared(Slice slice, NDArray acquired) {
        return PreparedSlice.ofKspace(
                manager,
                acquired,
                lines(slice.omega()),
                slice.calibration().orElseGet(() -> centre(acquired, slice.acs())),
                mapping);
    }

    /** 1 for each column of which anything was acquired. */
    private float[] lines(boolean[] omega) {
        float[] lines = new float[width];
        for (int i = 0; i < omega.length; i++) {
            if (omega[i]) {
                lines[i % width] = 1;
            }
        }
        return lines;
    }

    private static Calibration centre(NDArray acquired, float[] acs) {
        int first = 0;
        while (first < acs.length && acs[first] == 0) {
            first++;
        }
        int end = first;
        while (end < acs.length && acs[end] != 0) {
            end++;
        }
        return Calibration.of(acquired, first, end - first);
    }

    private Batch batch(
            Measurement input, NDArray target, Optional<NDArray> lossMask, Slice slice, CentreCrop crop) {
        NDArray image = CoilMagnitude.of(physics.fourier().adjoint(target));
        return new Batch(input, target, lossMask, slice.padding().map(this::mask), image, crop);
    }

    private static double scale(PreparedSlice slice) {
        double scale = slice.scale();
        if (!(scale > 0)) {
            throw new IllegalArgumentException("a slice without signal");
        }
        return scale;
    }

    /** [coil, H, W]. */
    private NDArray complex(float[] pairs) {
        return manager.create(pairs, new Shape(pairs.length / (2L * height * width), height, width, 2))
                .complex();
    }

    /** As 0/1 [1, 1, H, W]; [1, 1, 1, W] where all rows are alike, which makes data consistency cheaper. */
    private NDArray mask(boolean[] points) {
        boolean columns = true;
        for (int i = width; i < points.length && columns; i++) {
            columns = points[i] == points[i - width];
        }
        float[] values = new float[columns ? width : points.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = points[i] ? 1 : 0;
        }
        return manager.create(values, new Shape(1, 1, columns ? 1 : height, width));
    }
}
