package org.larmor.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.larmor.recon.classic.SenseStart;
import org.larmor.recon.coil.Espirit;
import org.larmor.recon.op.Fourier;

/** How the first coil maps come from a slice's acquired central columns. */
public enum CoilMapping {
    /** The reference implementation's: {@link AcsMaps}. */
    ACS {
        @Override
        public NDArray maps(NDManager manager, Fourier fourier, NDArray acquired, float[] acs) {
            try (NDArray columns = manager.create(acs)) {
                return AcsMaps.estimate(fourier, acquired, columns, AcsMaps.SIGMA);
            }
        }
    },
    /** ESPIRiT; {@link #ACS} where the centre is too small for it, or there is one coil. */
    ESPIRIT {
        @Override
        public NDArray maps(NDManager manager, Fourier fourier, NDArray acquired, float[] acs) {
            int first = 0;
            while (first < acs.length && acs[first] == 0) {
                first++;
            }
            int last = first;
            while (last < acs.length && acs[last] != 0) {
                last++;
            }
            boolean small = last - first < Espirit.fewestLines() || acquired.getShape().get(2) < Espirit.leastLines();
            if (small || acquired.getShape().get(1) == 1) {
                return ACS.maps(manager, fourier, acquired, acs);
            }
            // theirs is [coil][phase][readout]
            try (NDArray coils = acquired.squeeze(0);
                    NDArray lines = coils.swapAxes(1, 2);
                    NDArray maps = SenseStart.maps(manager, lines, first, last - first);
                    NDArray columns = maps.swapAxes(1, 2)) {
                return columns.expandDims(0);
            }
        }
    };

    /**
     * @param acquired complex [1, coil, H, W], zero where not acquired
     * @param acs 1 for each column of the centre
     * @return complex [1, coil, H, W]
     */
    public abstract NDArray maps(NDManager manager, Fourier fourier, NDArray acquired, float[] acs);
}
