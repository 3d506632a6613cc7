package org.larmor.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.larmor.adapt.runs.RunCurves;
import org.larmor.bus.record.AdaptCommand;
import org.larmor.bus.record.AdaptEvent;
import org.larmor.bus.record.AdaptEvent.GateEnded;
import org.larmor.bus.record.AdaptEvent.What;
import org.larmor.bus.record.GateOrder;
import org.larmor.cli.live.LiveSite;
import org.larmor.jssl.data.KspaceSlice;
import org.larmor.sim.LowFieldSite;
import org.larmor.sim.Magnitude;
import org.larmor.sim.MessageSource;
import org.larmor.sim.ReceivedImage;

/**
 * The demo's second part: a simulated site whose scanner the starter does not fit gathers, trains, judges, tries and, if the
 * verdict allows it, swaps. All of it goes the way that a hospital's scans go.
 */
final class DemoLearning {
    private static final String DOMAIN = "low-field";
    private static final String ME = "the demo";
    private static final String RECIPE = "jssl";

    private static final int LEARNED_FROM = 16;
    private static final int HELD_OUT = 8;
    private static final int TRIED_ON = 3;
    private static final int PROXIES_TO_LEARN_FROM = 12;
    private static final int PROXIES_TO_MEASURE_BY = 6;
    private static final int FIRST_TRIED = 100;
    private static final int FIRST_PROXY = 200;
    private static final int STEPS = 150;
    private static final int MINUTES = 3;
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final LiveSite site;
    private final Path data;
    private final PrintWriter out;

    /** @param data gets the policy's file */
    DemoLearning(LiveSite site, Path data, PrintWriter out) {
        this.site = site;
        this.data = data;
        this.out = out;
    }

    /**
     * What came of it.
     *
     * @param before one held-out slice by the starter
     * @param after the same by what serves now, null where that is still the starter
     * @param curves rows of the run's curves, columns first
     * @param verdict in a sentence
     */
    record Lesson(Magnitude truth, Magnitude before, @Nullable Magnitude after, List<String> curves, String verdict) {}

    Lesson run() throws IOException, InterruptedException {
        String served = site.champion(DOMAIN);
        site.policy(policy());
        site.proxies(DOMAIN, DemoLearning::proxies);
        int shown = LEARNED_FROM;
        say("a simulated low-field scanner with one coil, for which " + served + " was not made: "
                + (LEARNED_FROM + HELD_OUT) + " patients …");
        Magnitude before = null;
        for (int patient = 0; patient < LEARNED_FROM + HELD_OUT; patient++) {
            List<ReceivedImage> images = send(patient);
            if (patient == shown) {
                before = first(images);
            }
        }
        int wanted = (LEARNED_FROM + HELD_OUT) * LowFieldSite.SLICES;
        LiveSite.await(
                () -> Optional.of(site.samples().size()).filter(count -> count >= wanted), PATIENCE, "not all samples came");
        List<String> curves = train();
        String verdict = judge();
        String serves = site.champion(DOMAIN);
        Magnitude after = serves.equals(served) ? null : first(send(shown));
        say(verdict);
        return new Lesson(truth(shown), before, after, curves, verdict);
    }

    private Path policy() throws IOException {
        String heldOut = String.join(", ", IntStream.range(LEARNED_FROM, LEARNED_FROM + HELD_OUT)
                .mapToObj(LowFieldSite::patient)
                .toList());
        String learned = String.join(", ", IntStream.range(0, LEARNED_FROM).mapToObj(LowFieldSite::patient).toList());
        return Files.writeString(data.resolve("demo-policy.yaml"), String.format(
                Locale.ROOT,
                """
                scanners-may-teach: true
                domains: [{name: %s, learn: true, protocols: ["%s"], proxies: [%s]}]
                patients: {training: [%s], held-out: [%s]}
                runs: {steps: %d, minutes: %d}
                promotion: {automatic: true, shadow-scans: %d, share: 1}
                """,
                DOMAIN, LowFieldSite.PROTOCOL, DOMAIN, learned, heldOut, STEPS, MINUTES, TRIED_ON));
    }

    private static List<LiveSite.Proxy> proxies() {
        List<LiveSite.Proxy> proxies = new ArrayList<>();
        for (int patient = 0; patient < PROXIES_TO_LEARN_FROM + PROXIES_TO_MEASURE_BY; patient++) {
            for (int slice = 0; slice < LowFieldSite.SLICES; slice++) {
                LowFieldSite.Proxy proxy = LowFieldSite.proxy(FIRST_PROXY + patient, slice);
                int side = proxy.side();
                proxies.add(new LiveSite.Proxy(
                        new KspaceSlice(proxy.pairs(), 1, side, side, side, side),
                        LowFieldSite.patient(FIRST_PROXY + patient),
                        patient >= PROXIES_TO_LEARN_FROM));
            }
        }
        return proxies;
    }

    private List<ReceivedImage> send(int patient) throws IOException, InterruptedException {
        try (MessageSource source = LowFieldSite.scan(patient).messages()) {
            return site.send(source, RECIPE);
        }
    }

    private static Magnitude first(List<ReceivedImage> images) throws IOException {
        return images.stream()
                .filter(image -> image.image().header().slice() == 0)
                .findFirst()
                .map(image -> Magnitude.of(image.image()))
                .orElseThrow(() -> new IOException("a slice came without an image"));
    }

    private static Magnitude truth(int patient) {
        var scan = LowFieldSite.scan(patient);
        return new Magnitude(scan.phantom().nx(), scan.phantom().ny(), scan.truth(0, 0));
    }

    /** @return the rows of its curves */
    private List<String> train() throws IOException, InterruptedException {
        say("training for " + STEPS + " steps, " + MINUTES + " minutes at most, by JSSL …");
        AdaptEvent.RunOrdered ordered =
                (AdaptEvent.RunOrdered) site.ask(id -> new AdaptCommand.StartRun(id, DOMAIN, ME, "to show it"));
        String run = ordered.order().run();
        AdaptEvent.RunEnded ended = LiveSite.await(
                () -> happened(AdaptEvent.RunEnded.class).filter(one -> one.run().equals(run)).findFirst(),
                PATIENCE,
                "the training did not end");
        if (ended.version() == null) {
            throw new IOException("the training failed: " + ended.failure());
        }
        say(run + ": " + ended.version() + " after " + ended.steps() + " steps");
        return RunCurves.of(site.events(), run);
    }

    /** What became of the latest challenger, in a sentence. */
    private String judge() throws IOException, InterruptedException {
        say("the gate holds it against the champion and the baseline, on patients that no training has seen …");
        String gate = LiveSite.await(
                () -> happened(AdaptEvent.RunOrdered.class)
                        .filter(one -> one.order() instanceof GateOrder)
                        .map(one -> one.order().run())
                        .reduce((first, second) -> second),
                PATIENCE,
                "no gate was ordered");
        GateEnded ended = LiveSite.await(
                () -> happened(GateEnded.class).filter(one -> one.run().equals(gate)).findFirst(), PATIENCE, "the gate did not end");
        if (ended.verdict() != AdaptEvent.Verdict.PASSED) {
            return ended.verdict() == null
                    ? gate + " failed: " + ended.failure()
                    : gate + ": " + ended.verdict().name().toLowerCase(Locale.ROOT) + ": " + String.join("; ", ended.reasons());
        }
        say(gate + ": passed; a trial on " + TRIED_ON + " scans …");
        for (int patient = 0; patient < TRIED_ON; patient++) {
            send(FIRST_TRIED + patient);
        }
        AdaptEvent.TrialEnded trial = LiveSite.await(
                () -> happened(AdaptEvent.TrialEnded.class)
                        .filter(one -> one.version().equals(ended.challenger()))
                        .findFirst(),
                PATIENCE,
                "the trial did not end");
        return trial.verdict() == AdaptEvent.Verdict.PASSED
                ? String.format(
                        Locale.ROOT,
                        "%s: passed; on %d trial scans its error on hidden lines was smaller, by %.1f dB (a scan counts 1 at most); %s serves",
                        gate,
                        trial.scans(),
                        trial.better(),
                        ended.challenger())
                : gate + ": passed, but not its trial: " + String.join("; ", trial.reasons());
    }

    private <T extends What> Stream<T> happened(Class<T> kind) {
        return site.events().stream().map(AdaptEvent::what).filter(kind::isInstance).map(kind::cast);
    }

    private void say(String line) {
        out.println(line);
        out.flush();
    }
}
