package org.larmor.jssl.experiment;

import java.util.Optional;
import org.larmor.jssl.run.Mode;

/** What is compared. */
public enum Contender {
    ZERO_FILLED("zero-filled", null),
    SENSE("sense", null),
    BART_L1("bart-l1", null),
    /** The model that trainings start from. */
    START("start", null),
    SSL("ssl", Mode.SSL),
    JSSL("jssl", Mode.JSSL),
    /** Supervised on the proxy alone. */
    SL_PROXY("sl-proxy", Mode.SL),
    /** Supervised on the fully sampled targets: what cannot be had. */
    SL_TARGET("sl-target", Mode.SL);

    private final String label;
    private final Mode mode;

    @SuppressWarnings("NullAway") // seen as Optional alone
    Contender(String label, Mode mode) {
        this.label = label;
        this.mode = mode;
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
}
