package org.larmor.jssl.eval;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.SplittableRandom;
import org.larmor.jssl.data.DataException;
import org.larmor.jssl.data.KspaceSlice;
import org.larmor.jssl.data.SliceRef;
import org.larmor.jssl.data.Subsampling;
import org.larmor.jssl.sampling.ColumnMask;
import org.larmor.nn.Passes;
import org.larmor.nn.Physics;
import org.larmor.recon.op.CentreCrop;
import org.larmor.recon.op.CoilMagnitude;
import org.larmor.recon.prepare.Calibration;
import org.larmor.recon.prepare.MapMethod;
import org.larmor.recon.prepare.PreparedSlice;

/**
 * A complete slice of which some columns count as acquired.
 *
 * @param sampling how it is subsampled, as the tables call it
 */
public record SubsampledSlice(SliceRef ref, KspaceSlice slice, String sampling, ColumnMask mask) {
    public SubsampledSlice {
        if (!slice.complete()) {
            throw new DataException(ref.key() + " is not fully sampled, so there is nothing to compare with");
        }
    }

    /** Draws that the subsampling leaves open depend on the slice's name alone. */
    public static SubsampledSlice of(SliceRef ref, KspaceSlice slice, String sampling, Subsampling subsampling) {
        SplittableRandom random = new SplittableRandom(ref.key().hashCode());
        return new SubsampledSlice(ref, slice, sampling, subsampling.mask(ref, slice, random));
    }

    /** The part of an image that is looked at. */
    public CentreCrop crop() {
        return new CentreCrop(slice.imageHeight(), slice.imageWidth());
    }

    /** All k-space, complex [1, coil, H, W]. */
    public NDArray kspace(NDManager manager) {
        return manager.create(slice.pairs(), new Shape(1, slice.coils(), slice.height(), slice.width(), 2))
                .complex();
    }

    /** The acquired part, complex [1, coil, H, W], zero elsewhere. */
    public NDArray acquired(NDManager manager) {
        try (NDArray kspace = kspace(manager);
                NDArray columns = manager.create(mask.values())) {
            return kspace.mul(columns);
        }
    }

    /** The slice as a method is given it that makes its coil maps so. */
    public PreparedSlice prepared(NDManager manager, MapMethod mapping) {
        NDArray acquired = acquired(manager).squeeze(0);
        return PreparedSlice.ofKspace(
                manager,
                acquired,
                mask.values(),
                Calibration.of(acquired, mask.acsStart(), mask.acsLength()),
                mapping);
    }

    /** The constants of its size. */
    Physics constants(Passes passes) {
        return passes.physics(slice.height(), slice.width());
    }

    /** The root sum of squares of all k-space, cropped, row by row. */
    public float[] truth(NDManager manager, Physics physics) {
        return cropped(CoilMagnitude.of(physics.fourier().adjoint(kspace(manager))));
    }

    /** The part of an image [1, H, W] that is looked at. */
    public float[] cropped(NDArray image) {
        try (NDArray part = crop().apply(image)) {
            return part.toFloatArray();
        }
    }
}
