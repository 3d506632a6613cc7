package org.larmor.jssl.run;

import java.util.Optional;
import java.util.SplittableRandom;
import org.larmor.jssl.data.HiddenColumns;
import org.larmor.jssl.data.KspaceSlice;
import org.larmor.jssl.data.OpenFiles;
import org.larmor.jssl.data.Sample;
import org.larmor.jssl.data.SliceOpener;
import org.larmor.jssl.data.SliceRef;
import org.larmor.jssl.data.Subsampling;
import org.larmor.jssl.sampling.ColumnMask;

/** The third part of a target's k-space, which training never sees: hidden already, or drawn by the slice's name. */
final class HeldBack {
    private HeldBack() {}

    /** What of a target's mask may be learned from. */
    static ColumnMask left(SliceOpener opener, SliceRef ref, KspaceSlice slice, ColumnMask mask) {
        return opener.hides()
                ? mask
                : HiddenColumns.draw(mask.columns(), slice.calibration(), ref.draw())
                        .map(mask::without)
                        .orElse(mask);
    }

    /** A target with what is hidden of it; empty where that is nothing. */
    static Optional<Sample> whole(SliceOpener opener, OpenFiles files, SliceRef ref, Subsampling subsampling) {
        if (opener.hides()) {
            return files.whole(ref);
        }
        KspaceSlice slice = files.read(ref);
        ColumnMask mask = subsampling.mask(ref, slice, new SplittableRandom(0));
        return HiddenColumns.draw(mask.columns(), slice.calibration(), ref.draw())
                .map(hidden -> new Sample(slice.only(mask.columns()), hidden));
    }
}
