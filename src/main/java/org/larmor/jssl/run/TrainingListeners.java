package org.larmor.jssl.run;

import java.nio.file.Path;
import java.util.List;

/** Tells several, in their order. */
public record TrainingListeners(List<TrainingListener> all) implements TrainingListener {
    public TrainingListeners {
        all = List.copyOf(all);
    }

    @Override
    public void started(long from, long parameters) {
        all.forEach(listener -> listener.started(from, parameters));
    }

    @Override
    public void step(Curves.Step step) {
        all.forEach(listener -> listener.step(step));
    }

    @Override
    public void validated(Curves.Check check, Curves.Check zeroFilled) {
        all.forEach(listener -> listener.validated(check, zeroFilled));
    }

    @Override
    public void hidden(long iteration, double nmse) {
        all.forEach(listener -> listener.hidden(iteration, nmse));
    }

    @Override
    public void saved(long iteration, Path checkpoint) {
        all.forEach(listener -> listener.saved(iteration, checkpoint));
    }
}
