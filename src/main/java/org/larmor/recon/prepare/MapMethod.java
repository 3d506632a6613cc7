package org.larmor.recon.prepare;

import ai.djl.ndarray.NDManager;

/** A way from a slice's calibration to its coil maps. */
public interface MapMethod {
    /** Tells the maps of one method from those of others. */
    String name();

    /** Coils that the method and what follows it take; more are compressed to so many. */
    int mostCoils();

    /** @param calibration of no more than {@link #mostCoils} coils */
    SliceMaps maps(NDManager manager, Calibration calibration);

    /**
     * One slice's maps.
     *
     * @param sensitivities complex pairs [coil][readout][phase], centred; Σ|S|² = 1
     * @param weights [readout][phase], from 0 to 1: how sure the maps are of signal; empty where the method has none
     */
    record SliceMaps(float[] sensitivities, float[] weights) {}
}
