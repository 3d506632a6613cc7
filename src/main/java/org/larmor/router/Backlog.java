package org.larmor.router;

/** How far the workers are behind, measured against what the log still keeps. */
@FunctionalInterface
public interface Backlog {
    /** A backlog that never grows. */
    Backlog NONE = () -> Level.NORMAL;

    /** What to do about it. */
    enum Level {
        /** Nothing. */
        NORMAL,
        /** Jobs wait so long that data may expire before it is read: cheaper recipes only. */
        NEAR,
        /** Data of new scans would displace data that was accepted: no new scans. */
        FULL
    }

    /** The level now. Must not block. */
    Level level();
}
