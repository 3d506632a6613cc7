package org.larmor.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.larmor.recon.op.Fourier;
import org.larmor.recon.prepare.Calibration;
import org.larmor.recon.prepare.EspiritMaps;
import org.larmor.recon.prepare.MapMethod;

/** How the first coil maps come from a slice's central lines. */
public enum CoilMapping implements MapMethod {
    /** The reference implementation's: {@link AcsMaps}. No coils are compressed but beyond what models take. */
    ACS {
        @Override
        public int mostCoils() {
            return MOST_COILS;
        }

        @Override
        public SliceMaps maps(NDManager parent, Calibration calibration) {
            try (NDManager manager = parent.newSubManager()) {
                Fourier fourier = new Fourier(manager, calibration.readout(), calibration.phase());
                NDArray acquired = calibration.zeroFilled(manager).expandDims(0);
                NDArray columns = manager.create(calibration.columns());
                NDArray maps = AcsMaps.estimate(fourier, acquired, columns, AcsMaps.SIGMA);
                return new SliceMaps(maps.real().toFloatArray(), new float[0]);
            }
        }
    },
    /** {@link EspiritMaps}, as {@code sense} has them; {@link #ACS} where the centre or the coils are too few for them. */
    ESPIRIT {
        @Override
        public int mostCoils() {
            return SHARED.mostCoils();
        }

        @Override
        public SliceMaps maps(NDManager manager, Calibration calibration) {
            return EspiritMaps.suit(calibration)
                    ? SHARED.maps(manager, calibration)
                    : ACS.maps(manager, calibration);
        }
    };

    /** The most physical channels that models are made for. */
    private static final int MOST_COILS = 32;

    private static final MapMethod SHARED = new EspiritMaps();
}
