package org.larmor.recon.prepare;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.larmor.recon.coil.CoilMaps;
import org.larmor.recon.engine.NativeThreads;
import org.larmor.recon.op.AxisFourier;

/**
 * A slice's k-space as every method that needs coil maps starts from it: whitened where there is noise data, cropped to
 * the field of view along the readout, its coils compressed where the method takes fewer; with its maps and the number
 * that brings it to the networks' scale. Arrays are centred, [coil][readout][phase], the transforms orthonormal. Its
 * arrays belong to the manager that its k-space came with; used by one thread.
 */
public final class PreparedSlice {
    private @Nullable NDArray kspace;
    private @Nullable NDArray hybrid;
    private final float[] lines;
    private final CoilMaps maps;
    private final int z;

    private PreparedSlice(
            @Nullable NDArray kspace, @Nullable NDArray hybrid, float[] lines, CoilMaps maps, int z) {
        this.kspace = kspace;
        this.hybrid = hybrid;
        this.lines = lines;
        this.maps = maps;
        this.z = z;
    }

    /**
     * From a frame's readouts.
     *
     * @param hybrid complex64 [coil][readout][phase], image along the readout, its coils as the maps'
     * @param lines 1 for each line that was sampled, 0 for others
     */
    static PreparedSlice ofHybrid(NDArray hybrid, float[] lines, CoilMaps maps, int z) {
        return new PreparedSlice(null, hybrid, lines, maps, z);
    }

    /**
     * From a slice that is gridded already.
     *
     * @param kspace complex64 [coil][readout][phase], whitened, zero where not sampled
     * @param lines 1 for each line that was sampled, 0 for others
     * @param calibration of the same coils
     */
    public static PreparedSlice ofKspace(
            NDManager manager, NDArray kspace, float[] lines, Calibration calibration, MapMethod method) {
        CoilMaps maps = MapEstimation.estimate(manager, List.of(calibration), method);
        return new PreparedSlice(mixed(kspace, maps), null, lines, maps, 0);
    }

    /** Its frame's maps. */
    CoilMaps coilMaps() {
        return maps;
    }

    public int coils() {
        return maps.virtual();
    }

    public int readout() {
        return maps.x();
    }

    public int phase() {
        return maps.y();
    }

    /** 1 for each line that was sampled, 0 for others. */
    public float[] lines() {
        return lines.clone();
    }

    /** The part of the lines that was sampled. */
    public double sampled() {
        double sampled = 0;
        for (float line : lines) {
            sampled += line;
        }
        return sampled / lines.length;
    }

    /** K-space complex64 [coil][readout][phase], zero where not sampled; stays the slice's. */
    public NDArray kspace() {
        NDArray known = kspace;
        if (known == null) {
            NDArray from = hybrid();
            try (NDManager constants = from.getManager().newSubManager()) {
                AxisFourier fourier = new AxisFourier(constants, readout(), -2);
                known = NativeThreads.wide(() -> fourier.forward(from));
            }
            kspace = known;
            // one of the two is enough to keep
            from.close();
            hybrid = null;
        }
        return known;
    }

    /** The same with the image along the readout; stays the slice's. */
    public NDArray hybrid() {
        NDArray known = hybrid;
        if (known == null) {
            NDArray from = kspace();
            try (NDManager constants = from.getManager().newSubManager()) {
                known = new AxisFourier(constants, readout(), -2).adjoint(from);
            }
            hybrid = known;
        }
        return known;
    }

    /** Coil maps complex64 [coil][readout][phase], a new array. */
    public NDArray maps(NDManager manager) {
        int slice = maps.sensitivities().length / maps.z();
        float[] pairs = Arrays.copyOfRange(maps.sensitivities(), z * slice, (z + 1) * slice);
        return Complex.of(manager, pairs, new Shape(coils(), readout(), phase()));
    }

    /** Whether the maps say how sure they are. */
    public boolean weighted() {
        return maps.weights().length > 0;
    }

    /** How sure the maps are of signal, from 0 to 1: [readout][phase], a new array; empty where they do not say. */
    public Optional<NDArray> weights(NDManager manager) {
        int slice = maps.weights().length / maps.z();
        return slice == 0
                ? Optional.empty()
                : Optional.of(manager.create(
                        Arrays.copyOfRange(maps.weights(), z * slice, (z + 1) * slice),
                        new Shape(readout(), phase())));
    }

    /** What its k-space is divided by for networks; 0 where it holds no signal. */
    public double scale() {
        try (NDArray pairs = kspace().real()) {
            return KspaceScale.of(pairs.toFloatArray(), readout() * phase(), KspaceScale.QUANTILE);
        }
    }

    /**
     * Other k-space of the same slice, such as all of it, with its coils compressed alike.
     *
     * @param other complex64 [coil][readout][phase] of the coils before compression
     */
    public NDArray compressed(NDArray other) {
        return mixed(other, maps);
    }

    private static NDArray mixed(NDArray kspace, CoilMaps maps) {
        if (maps.virtual() == maps.channels()) {
            return kspace;
        }
        try (NDArray matrix = Complex.of(
                        kspace.getManager(), maps.compression(), new Shape(maps.virtual(), maps.channels()));
                NDArray flat = kspace.reshape(maps.channels(), -1);
                NDArray mixed = matrix.matMul(flat)) {
            return mixed.reshape(maps.virtual(), maps.x(), maps.y());
        }
    }
}
