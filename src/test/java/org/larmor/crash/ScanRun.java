package org.larmor.crash;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;
import java.util.function.UnaryOperator;
import org.awaitility.core.ConditionTimeoutException;
import org.larmor.mrd.FrameKey;
import org.larmor.mrd.header.HeaderException;
import org.larmor.mrd.header.ImageMeta;
import org.larmor.sim.MessageSource;
import org.larmor.sim.ReceivedImage;
import org.larmor.sim.ScanListener;
import org.larmor.sim.ScanReport;
import org.larmor.sim.ScannerClient;
import org.larmor.sim.ScannerSettings;
import org.larmor.sim.SimulatedScan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** One simulated scan on its way through a gateway, in the background, and what came back of it. */
final class ScanRun {
    private static final Duration ENDS_WITHIN = Duration.ofMinutes(4);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** An image as it came. */
    record Arrival(String scan, String frame, int columns, long nanos, String version) {}

    private final SimulatedScan scan;
    private final List<Arrival> arrivals = new CopyOnWriteArrayList<>();
    private final List<String> texts = new CopyOnWriteArrayList<>();
    private final CompletableFuture<ScanReport> report = new CompletableFuture<>();
    private final LongConsumer onSent;

    private ScanRun(SimulatedScan scan, LongConsumer onSent) {
        this.scan = scan;
        this.onSent = onSent;
    }

    static ScanRun start(SimulatedScan scan, LarmorProcess gateway, UnaryOperator<ScannerSettings> how) {
        return start(scan, gateway, how, messages -> {});
    }

    /** @param onSent told of each acquisition on the sending thread, which it may keep waiting */
    static ScanRun start(
            SimulatedScan scan, LarmorProcess gateway, UnaryOperator<ScannerSettings> how, LongConsumer onSent) {
        ScanRun run = new ScanRun(scan, onSent);
        String address = gateway.endpoints().mrd();
        int colon = address.lastIndexOf(':');
        ScannerSettings settings = how.apply(ScannerSettings.of(
                        address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)), "rss")
                .withPatience(PATIENCE));
        Thread.ofVirtual().name("scan").start(() -> run.run(settings));
        return run;
    }

    private void run(ScannerSettings settings) {
        ScanListener listener = new ScanListener() {
            @Override
            public void sent(long messages) {
                onSent.accept(messages);
            }

            @Override
            public void image(ReceivedImage image) throws IOException {
                arrived(image);
            }

            @Override
            public void text(String text) {
                texts.add(text);
            }
        };
        try (MessageSource source = scan.messages()) {
            report.complete(new ScannerClient(settings, listener).run(source));
        } catch (IOException | AssertionError | ConditionTimeoutException e) {
            report.completeExceptionally(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            report.completeExceptionally(e);
        }
    }

    private void arrived(ReceivedImage image) throws IOException {
        try {
            ImageMeta meta = ImageMeta.parse(image.image().metaXml());
            arrivals.add(new Arrival(
                    String.valueOf(meta.get("LarmorScan")),
                    String.valueOf(meta.get("LarmorFrame")),
                    image.image().header().matrixSize(0),
                    System.nanoTime(),
                    String.valueOf(meta.get("LarmorVersion"))));
        } catch (HeaderException e) {
            throw new IOException("an image's meta cannot be read", e);
        }
    }

    List<Arrival> arrivals() {
        return arrivals;
    }

    List<String> texts() {
        return texts;
    }

    boolean ended() {
        return report.isDone();
    }

    void awaitImages(int count) {
        try {
            await().atMost(ENDS_WITHIN)
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> arrivals.size() >= count || ended());
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("only " + arrivals.size() + " of " + count + " images within " + ENDS_WITHIN, e);
        }
        assertThat(arrivals.size()).as("images when the scan ended; texts: %s", texts).isGreaterThanOrEqualTo(count);
    }

    /** From then to the first image that came afterwards; empty where all images had come by then. */
    Optional<Duration> firstImageAfter(long nanos) {
        return arrivals.stream()
                .filter(arrival -> arrival.nanos() - nanos > 0)
                .findFirst()
                .map(arrival -> Duration.ofNanos(arrival.nanos() - nanos));
    }

    /** From then to the last image. */
    Duration lastImageAfter(long nanos) {
        return Duration.ofNanos(arrivals.getLast().nanos() - nanos);
    }

    /** The report, when the conversation has ended, however it did. */
    ScanReport awaitEnd() throws Exception {
        try {
            return report.get(ENDS_WITHIN.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("the scan did not end within " + ENDS_WITHIN + ": " + arrivals.size() + " of "
                    + scan.frames() + " images, texts " + texts, e);
        }
    }

    /** Waits for the end: whether no scan began, because nobody listened or the gateway said so in these words. */
    boolean wasSentAway(String words) throws Exception {
        try {
            awaitEnd();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException why && String.valueOf(why.getMessage()).startsWith("no MRD server")) {
                return true;
            }
            throw e;
        }
        return arrivals.isEmpty() && texts.size() == 1 && texts.getFirst().contains(words);
    }

    /** Waits for the end; every frame has to have come back once, nothing else, and then the close. */
    ScanReport awaitEveryFrameOnce() throws Exception {
        ScanReport ended = awaitEnd();
        Map<String, Integer> counts = new HashMap<>();
        Set<String> scans = new TreeSet<>();
        for (Arrival arrival : arrivals) {
            counts.merge(arrival.frame(), 1, Integer::sum);
            scans.add(arrival.scan());
        }
        Map<String, Integer> once = new TreeMap<>();
        for (int repetition = 0; repetition < scan.plan().repetitions(); repetition++) {
            for (int slice = 0; slice < scan.phantom().slices(); slice++) {
                once.put(new FrameKey(0, slice, 0, 0, repetition, 0).toString(), 1);
            }
        }
        assertThat(new TreeMap<>(counts)).as("images of each frame; texts: %s", texts).isEqualTo(once);
        assertThat(scans).as("scans of the images").hasSize(1);
        assertThat(texts).as("texts").noneMatch(text -> text.startsWith("ERR"));
        assertThat(ended.failure()).as("failure; texts: %s", texts).isNull();
        assertThat(ended.closed()).as("closed by the gateway").isTrue();
        return ended;
    }
}
