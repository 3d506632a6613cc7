package org.larmor.worker;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.larmor.bus.record.Job;
import org.larmor.bus.record.QualityLimit;
import org.larmor.recon.FrameInput;
import org.larmor.telemetry.MeterNames;
import org.larmor.telemetry.OutOfMemory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks a model's image before it is sent, by a second pass of the network without some acquired lines. An image that there
 * is no memory for now, or of which nothing can be kept back, goes unchecked and says nothing of its quality. One thread
 * uses and closes it.
 */
final class QualityCheck implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(QualityCheck.class);

    /** What the metric shows of an error that is infinite. */
    private static final double MOST = 100;

    /** What comes of a check. */
    private enum Checked {
        IN_RANGE,
        OUT_OF_RANGE,
        UNCHECKED
    }

    private final Supplier<? extends QualityGauge> gauges;
    private final FrameMemory memory;
    private final Semaphore computing;
    private final Map<Checked, Counter> outcomes = new EnumMap<>(Checked.class);
    private final DistributionSummary errors;
    private @Nullable QualityGauge gauge;

    QualityCheck(
            Supplier<? extends QualityGauge> gauges, FrameMemory memory, Semaphore computing, MeterRegistry registry) {
        this.gauges = gauges;
        this.memory = memory;
        this.computing = computing;
        for (Checked outcome : Checked.values()) {
            outcomes.put(outcome, Counter.builder(MeterNames.QUALITY_CHECKS)
                    .description("Images that were to be checked before they were sent")
                    .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                    .register(registry));
        }
        this.errors = DistributionSummary.builder(MeterNames.QUALITY_ERROR)
                .description("NMSE of learned images on lines that were kept from the model")
                .register(registry);
    }

    /**
     * How an image did.
     *
     * @param logError on the lines that were kept back
     */
    record Quality(double logError, QualityLimit limit) {
        /** Whether the model is where it was calibrated. */
        boolean inRange() {
            return logError <= limit.mostLogError();
        }

        /** For the scanner, where it is not. */
        String told() {
            return String.format(
                    Locale.ROOT,
                    "WRN sense instead of the model: its error on lines that were kept from it is %.3g, %.3g at most where it was"
                            + " calibrated",
                    Math.exp(logError),
                    Math.exp(limit.mostLogError()));
        }
    }

    /** Null where the job asks for no check, or there can be none. */
    @Nullable
    Quality of(Job job, FrameInput input) throws InterruptedException {
        QualityLimit limit = job.quality();
        if (limit == null) {
            return null;
        }
        long bytes = SampleTaking.TIMES * FrameMemory.estimate(job);
        if (memory.refusal(bytes).isPresent() || !memory.tryTake(bytes)) {
            count(Checked.UNCHECKED);
            return null;
        }
        try (Cores _ = Cores.take(computing, false)) {
            if (gauge == null) {
                gauge = gauges.get();
            }
            OptionalDouble logError = gauge.logError(job, input);
            if (logError.isEmpty()) {
                count(Checked.UNCHECKED);
                return null;
            }
            Quality quality = new Quality(logError.getAsDouble(), limit);
            count(quality.inRange() ? Checked.IN_RANGE : Checked.OUT_OF_RANGE);
            errors.record(Math.min(MOST, Math.exp(logError.getAsDouble())));
            return quality;
        } catch (RuntimeException e) {
            // the image was made: that it could not be checked is no reason to keep it back
            OutOfMemory.endIfMeantBy(e);
            LOG.warn("frame {} of scan {} could not be checked", job.frame(), job.scan(), e);
            count(Checked.UNCHECKED);
            return null;
        } finally {
            memory.giveBack(bytes);
        }
    }

    private void count(Checked outcome) {
        outcomes.get(outcome).increment();
    }

    @Override
    public void close() {
        if (gauge != null) {
            gauge.close();
            gauge = null;
        }
    }
}
