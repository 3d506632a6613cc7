package org.larmor.router;

import java.util.List;
import java.util.Optional;
import org.larmor.mrd.FrameKey;

/** The frames of one scan. */
interface Frames {
    Optional<FrameState> get(FrameKey frame);

    /** In order of {@link FrameKey}. */
    List<FrameState> all();

    void put(FrameState frame);
}
