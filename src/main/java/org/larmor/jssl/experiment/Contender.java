package org.larmor.jssl.experiment;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.larmor.jssl.run.Mode;
import org.larmor.jssl.sampling.SplitDraw;

/** What is compared. */
@SuppressWarnings("ImmutableEnumChecker") // a SplitDraw is a record of numbers
public enum Contender {
    ZERO_FILLED("zero-filled"),
    SENSE("sense"),
    BART_L1("bart-l1"),
    /** The model that trainings start from. */
    START("start"),
    SSL("ssl", Mode.SSL, null, false),
    JSSL("jssl", Mode.JSSL, null, false),
    /** Supervised on the proxy alone. */
    SL_PROXY("sl-proxy", Mode.SL, null, false),
    /** Supervised on the fully sampled targets: what cannot be had. */
    SL_TARGET("sl-target", Mode.SL, null, false),
    /** Split point by point, as in SSDU. */
    JSSL_SSDU("jssl-ssdu", Mode.JSSL, SplitDraw.NEAR, false),
    /** The same, and stopped by a third part of k-space. */
    JSSL_SSDU_STOPPED("jssl-ssdu-stopped", Mode.JSSL, SplitDraw.NEAR, true),
    /** Split by whole columns, with their K-weights. */
    JSSL_COLUMNS("jssl-columns", Mode.JSSL, SplitDraw.COLUMNS, false),
    /** The same, and stopped by a third part of k-space. */
    JSSL_COLUMNS_STOPPED("jssl-columns-stopped", Mode.JSSL, SplitDraw.COLUMNS, true);

    private final String label;
    private final @Nullable Mode mode;
    private final @Nullable SplitDraw splitting;
    private final boolean stopped;

    Contender(String label) {
        this(label, null, null, false);
    }

    Contender(String label, @Nullable Mode mode, @Nullable SplitDraw splitting, boolean stopped) {
        this.label = label;
        this.mode = mode;
        this.splitting = splitting;
        this.stopped = stopped;
    }

    /** As files and tables call it. */
    public String label() {
        return label;
    }

    /** How it is trained, if it is. */
    public Optional<Mode> mode() {
        return Optional.ofNullable(mode);
    }

    /** Whether it is a network. */
    public boolean learned() {
        return this == START || mode != null;
    }

    /** How its self-supervised samples are split, where that is not the preset's matter. */
    Optional<SplitDraw> splitting() {
        return Optional.ofNullable(splitting);
    }

    /** Whether it is stopped early. */
    boolean stopped() {
        return stopped;
    }
}
