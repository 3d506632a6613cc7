package org.larmor.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;
import org.larmor.jssl.run.Curves;
import org.larmor.jssl.run.TrainingListener;

/** A training's bar at a terminal; elsewhere a line now and then. */
final class TrainingProgress implements TrainingListener, AutoCloseable {
    private static final int UPDATE_MILLIS = 250;
    private static final long LINE_NANOS = Duration.ofSeconds(30).toNanos();
    /** The share of a new loss in the mean that is shown. */
    private static final double NEWS = 0.05;

    private final PrintWriter out;
    private final long steps;
    private final boolean terminal;
    private @Nullable ProgressBar bar;
    private long begun;
    private long from;
    private long shown;
    private double loss = Double.NaN;
    private String figures = "";

    TrainingProgress(PrintWriter out, long steps) {
        this.out = out;
        this.steps = steps;
        terminal = Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    }

    @Override
    public void started(long doneBefore, long parameters) {
        from = doneBefore;
        line(String.format(
                Locale.ROOT, "%,d parameters, %d of %d steps done before", parameters, doneBefore, steps));
        begun = System.nanoTime();
        shown = begun;
        if (terminal) {
            bar = new ProgressBarBuilder()
                    .setTaskName("training")
                    .setInitialMax(steps)
                    .setUnit(" steps", 1)
                    .showSpeed()
                    .setStyle(ProgressBarStyle.COLORFUL_UNICODE_BLOCK)
                    .setUpdateIntervalMillis(UPDATE_MILLIS)
                    .startsFrom(doneBefore, Duration.ZERO)
                    .build();
        }
    }

    @Override
    public void step(Curves.Step step) {
        loss = Double.isNaN(loss) ? step.loss() : loss + NEWS * (step.loss() - loss);
        if (bar != null) {
            bar.stepTo(step.iteration());
            bar.setExtraMessage(String.format(Locale.ROOT, " loss %.3f%s", loss, figures));
            return;
        }
        long now = System.nanoTime();
        if (now - shown > LINE_NANOS || step.iteration() == steps) {
            shown = now;
            double rate = (step.iteration() - from) / ((now - begun) / 1e9);
            line(String.format(
                    Locale.ROOT,
                    "step %d of %d, %.2f steps/s, loss %.3f, %s left",
                    step.iteration(),
                    steps,
                    rate,
                    loss,
                    duration((steps - step.iteration()) / rate)));
        }
    }

    @Override
    public void validated(Curves.Check check, Curves.Check zeroFilled) {
        figures = String.format(Locale.ROOT, ", SSIM %.3f, PSNR %.2f", check.ssim(), check.psnr());
        if (bar == null) {
            line(String.format(
                    Locale.ROOT,
                    "after %d steps: SSIM %.4f, PSNR %.2f dB, NMSE %.5f (zero-filled %.4f, %.2f dB, %.5f)",
                    check.iteration(),
                    check.ssim(),
                    check.psnr(),
                    check.nmse(),
                    zeroFilled.ssim(),
                    zeroFilled.psnr(),
                    zeroFilled.nmse()));
        }
    }

    @Override
    public void hidden(long iteration, double nmse) {
        if (bar == null) {
            line(String.format(Locale.ROOT, "after %d steps: NMSE of hidden k-space %.4f", iteration, nmse));
        }
    }

    @Override
    public void saved(long iteration, Path checkpoint) {
        if (bar == null) {
            line("saved after step " + iteration);
        }
    }

    private void line(String text) {
        out.println(text);
        out.flush();
    }

    private static String duration(double seconds) {
        long rounded = Math.round(seconds);
        return rounded >= 3600
                ? String.format(Locale.ROOT, "%d h %02d min", rounded / 3600, rounded / 60 % 60)
                : String.format(Locale.ROOT, "%d min %02d s", rounded / 60, rounded % 60);
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
