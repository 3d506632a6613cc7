package org.larmor.gateway;

import java.util.Locale;
import org.larmor.bus.record.ResultEvent;

/** What a frame's terminal answer is. */
enum FrameResult {
    IMAGES,
    NONE,
    FAILED;

    static FrameResult of(ResultEvent.Terminal answer) {
        return switch (answer) {
            case ResultEvent.FrameImages _ -> IMAGES;
            case ResultEvent.FrameNone _ -> NONE;
            case ResultEvent.FrameFailed _ -> FAILED;
        };
    }

    /** As people and metrics call it. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
