package org.larmor.jssl.run;

import java.nio.file.Path;

/** Is told how a training goes, by the thread that trains. */
public interface TrainingListener {
    /** @param from steps done before */
    default void started(long from, long parameters) {}

    default void step(Curves.Step step) {}

    /** @param zeroFilled the same of plain zero-filled images */
    default void validated(Curves.Check check, Curves.Check zeroFilled) {}

    /** The error on the targets' hidden columns, NMSE. */
    default void hidden(long iteration, double nmse) {}

    /** Checkpoint, model and curves are on disk. */
    default void saved(long iteration, Path checkpoint) {}
}
