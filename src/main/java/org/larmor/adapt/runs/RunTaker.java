package org.larmor.adapt.runs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.larmor.adapt.events.AdaptClient;
import org.larmor.adapt.events.RefusedException;
import org.larmor.adapt.gate.GateRun;
import org.larmor.adapt.gate.Report;
import org.larmor.adapt.registry.ModelUpload;
import org.larmor.bus.BusException;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.LogTable;
import org.larmor.bus.Topics;
import org.larmor.bus.record.AdaptCommand;
import org.larmor.bus.record.AdaptEvent;
import org.larmor.bus.record.ExampleImage;
import org.larmor.bus.record.GateOrder;
import org.larmor.bus.record.RunOrder;
import org.larmor.bus.record.RunRecord;
import org.larmor.bus.record.TrainingOrder;
import org.larmor.models.ModelException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims runs and has each done by a process of its own, one after the other. A claim is kept by renewing it; who has lost
 * it stops, and what it would write is refused. It owns its thread and the process.
 */
public final class RunTaker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunTaker.class);
    private static final Duration LOOKS_EVERY = Duration.ofSeconds(1);
    private static final Duration RENEWS_EVERY = Duration.ofSeconds(5);
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(20);

    private final KafkaConnection kafka;
    private final String trainer;
    private final Path folder;
    private final BiFunction<RunOrder, Path, ProcessBuilder> training;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private volatile boolean busy;

    private RunTaker(
            KafkaConnection kafka, String trainer, Path folder, BiFunction<RunOrder, Path, ProcessBuilder> training) {
        this.kafka = kafka;
        this.trainer = trainer;
        this.folder = folder;
        this.training = training;
        this.thread = Thread.ofPlatform().daemon().name("larmor-trainer").unstarted(this::run);
    }

    /**
     * Starts to take runs.
     *
     * @param trainer who it is, unlike all others
     * @param folder gets a folder for each run, in which it goes on after a stop
     * @param training what does a run in its folder, and ends with 0 when the model lies there
     */
    public static RunTaker start(
            KafkaConnection kafka, String trainer, Path folder, BiFunction<RunOrder, Path, ProcessBuilder> training) {
        RunTaker taker = new RunTaker(kafka, trainer, folder, training);
        taker.thread.start();
        return taker;
    }

    /** Whether it does a run. */
    public boolean isBusy() {
        return busy;
    }

    /** Whether it takes runs. */
    public boolean isAlive() {
        return thread.isAlive();
    }

    private void run() {
        try {
            do {
                try (LogTable<RunRecord> runs = LogTable.follow(kafka, Topics.ADAPT_RUNS)) {
                    follow(runs);
                } catch (KafkaException | BusException | IOException | ModelException e) {
                    LOG.warn("A run could not be done, and is tried again: {}", e.toString());
                }
            } while (!closing.await(LOOKS_EVERY.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            LOG.debug("Interrupted while waiting");
        }
    }

    private void follow(LogTable<RunRecord> runs) throws IOException, InterruptedException {
        while (!closing.await(LOOKS_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
            Optional<RunRecord> free = runs.all().values().stream()
                    .filter(run -> !run.hasEnded())
                    .filter(run -> run.trainer() == null || run.until() < System.currentTimeMillis())
                    .min((a, b) -> Long.compare(a.order().at(), b.order().at()));
            if (free.isPresent()) {
                take(free.get().order(), runs);
            }
        }
    }

    private void take(RunOrder order, LogTable<RunRecord> runs) throws IOException, InterruptedException {
        int epoch;
        try {
            AdaptEvent.What what =
                    AdaptClient.ask(kafka, id -> new AdaptCommand.ClaimRun(id, order.run(), trainer));
            epoch = what instanceof AdaptEvent.RunClaimed claimed ? claimed.epoch() : 0;
        } catch (RefusedException e) {
            LOG.debug("{}: {}", order.run(), e.getMessage());
            return;
        }
        LOG.info("{} of {} begins, or goes on: claim {}", order.run(), order.domain(), epoch);
        Path place = Files.createDirectories(folder.resolve(order.run()));
        Path said = place.resolve("training.log");
        Process process = training.apply(order, place)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(said.toFile()))
                .start();
        RunCurves curves = new RunCurves(place);
        busy = true;
        try {
            while (!process.waitFor(RENEWS_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                if (closing.getCount() == 0) {
                    return; // whoever claims it next goes on from its checkpoint, if that is here
                }
                if (!isMine(order, epoch, runs)) {
                    LOG.warn("{} is another trainer's now", order.run());
                    return;
                }
                if (!report(order, epoch, curves)) {
                    renew(order, epoch);
                }
            }
            while (report(order, epoch, curves)) {
                LOG.debug("{} had more to report", order.run());
            }
            end(order, epoch, place, process.exitValue(), said);
        } finally {
            busy = false;
            stop(process);
        }
    }

    private boolean isMine(RunOrder order, int epoch, LogTable<RunRecord> runs) {
        return runs.get(order.run())
                .map(run -> !run.hasEnded() && run.epoch() <= epoch)
                .orElse(true);
    }

    /** Says whether there was anything to report. */
    private boolean report(RunOrder order, int epoch, RunCurves curves) throws IOException {
        List<String> rows = curves.next();
        List<ExampleImage> images = curves.nextImages();
        if (!rows.isEmpty() || !images.isEmpty()) {
            AdaptClient.tell(
                    kafka,
                    id -> new AdaptCommand.ReportRun(id, order.run(), trainer, epoch, curves.columns(), rows, images));
        }
        return !rows.isEmpty() || !images.isEmpty();
    }

    private void renew(RunOrder order, int epoch) {
        AdaptClient.tell(kafka, id -> new AdaptCommand.RenewRun(id, order.run(), trainer, epoch));
    }

    private void end(RunOrder order, int epoch, Path place, int code, Path said) throws IOException {
        String failure = code == 0 ? null : "its process ended with " + code + ": " + last(said);
        try {
            AdaptEvent.What what =
                    switch (order) {
                        case TrainingOrder training -> trained(training, epoch, place, failure);
                        case GateOrder gate -> judged(gate, epoch, place, failure);
                    };
            LOG.info("{} of {}: {}", order.run(), order.domain(), what);
        } catch (RefusedException e) {
            LOG.warn("what {} has made does not count: {}", order.run(), e.getMessage());
        }
    }

    private AdaptEvent.What trained(TrainingOrder order, int epoch, Path place, @Nullable String failure)
            throws IOException {
        String version = failure == null
                ? ModelUpload.write(kafka, RunTraining.card(order, place), order.run()).version()
                : null;
        int steps = failure == null
                ? Integer.parseInt(Files.readString(place.resolve(RunTraining.DONE)).strip())
                : 0;
        return AdaptClient.ask(
                kafka, id -> new AdaptCommand.EndRun(id, order.run(), trainer, epoch, version, failure, steps));
    }

    private AdaptEvent.What judged(GateOrder order, int epoch, Path place, @Nullable String failure)
            throws IOException {
        if (failure != null) {
            return AdaptClient.ask(
                    kafka,
                    id -> new AdaptCommand.EndGate(id, order.run(), trainer, epoch, null, List.of(), null, null, failure));
        }
        String json = Files.readString(place.resolve(GateRun.REPORT));
        Report report = Report.ofJson(json);
        return AdaptClient.ask(
                kafka,
                id -> new AdaptCommand.EndGate(
                        id,
                        order.run(),
                        trainer,
                        epoch,
                        report.verdict(),
                        report.reasons(),
                        report.measured(),
                        json,
                        null));
    }

    /** The last line that says anything. */
    private static String last(Path said) throws IOException {
        try (Stream<String> lines = Files.lines(said)) {
            List<String> all = lines.filter(line -> !line.isBlank()).toList();
            String line = all.isEmpty() ? "it said nothing" : all.getLast().strip();
            return line.length() > 200 ? line.substring(0, 200) + "…" : line;
        }
    }

    /** Asked first, so that it saves what it has; then made to. */
    private static void stop(Process process) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(STOPS_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }

    @Override
    public void close() {
        closing.countDown();
        try {
            if (!thread.join(STOPS_WITHIN.multipliedBy(2))) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }
}
