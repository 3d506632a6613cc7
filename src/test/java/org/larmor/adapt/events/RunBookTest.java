package org.larmor.adapt.events;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.larmor.adapt.policy.Caps;
import org.larmor.adapt.policy.Domain;
import org.larmor.adapt.policy.Policy;
import org.larmor.adapt.policy.Runs;
import org.larmor.bus.record.AdaptCommand;
import org.larmor.bus.record.AdaptEvent;
import org.larmor.bus.record.Extent;
import org.larmor.bus.record.LedgerEntry;
import org.larmor.bus.record.ProxySlice;
import org.larmor.bus.record.RunRecord;
import org.larmor.bus.record.SampleOrder;
import org.larmor.bus.record.StoredSample;
import org.larmor.bus.record.Teaching;
import org.larmor.bus.record.TrainingOrder;
import org.larmor.mrd.FrameKey;

import static org.assertj.core.api.Assertions.assertThat;

class RunBookTest {
    private static final long MINUTE = 60_000;
    private static final StoredSample.Shape SHAPE = new StoredSample.Shape(1, 2, 3, 1);

    private final List<LedgerEntry> samples = new ArrayList<>();
    private final List<ProxySlice> proxies = new ArrayList<>();
    private RunBook book = new RunBook(List.of());
    private final Policy policy = new Policy(
            true,
            List.of(
                    new Domain("knee", true, List.of("*"), null, null, null, List.of()),
                    new Domain("heart", false, List.of("*"), null, null, null, List.of())),
            new Caps(4, 10, 40, 60, 90, 1000),
            0.25,
            Map.of(),
            new Runs(3, 0, 100, 5, 0.25),
            null,
            null);

    private Material material() {
        return new Material("a@1", "a@1", samples, proxies);
    }

    private void sample(String scan, String domain, boolean heldOut) {
        samples.add(new LedgerEntry(
                new StoredSample(
                        scan, new FrameKey(0, 0, 0, 0, 0, 0), new SampleOrder(domain, new Teaching("p", "s", "c", "t"), null),
                        new Extent(scan, 0, 0, 1, 1), scan, SHAPE, null),
                heldOut, 1, false));
    }

    private void proxy(int number, boolean validation) {
        proxies.add(new ProxySlice("set", number, "k", "p" + number, validation, new Extent("x", 0, 0, 1, 1), "c" + number, SHAPE));
    }

    private RunBook.Outcome start(String domain, long now) {
        return book.start(new AdaptCommand.StartRun("c", domain, "me", "why"), policy, material(), now);
    }

    private RunBook.Outcome claim(String run, String trainer, long now) {
        return book.claim(new AdaptCommand.ClaimRun("c", run, trainer), now);
    }

    private RunBook.Outcome end(String run, String trainer, int epoch, String version, String failure, long now) {
        return book.end(new AdaptCommand.EndRun("c", run, trainer, epoch, version, failure, 7), true, "sha", now);
    }

    private static void refused(RunBook.Outcome outcome, String why) {
        assertThat(outcome.record()).isEmpty();
        assertThat(outcome.what()).singleElement().isInstanceOfSatisfying(
                AdaptEvent.Refused.class, refused -> assertThat(refused.why()).contains(why));
    }

    private TrainingOrder ordered() {
        sample("a", "knee", false);
        sample("b", "knee", true);
        sample("c", "heart", false);
        proxy(0, false);
        proxy(1, true);
        return (TrainingOrder) start("knee", 1000).record().orElseThrow().order();
    }

    @Test
    void runIsMadeOfTheTrainingSideAlone() {
        refused(start("knee", 1), "no samples to learn from");
        sample("b", "knee", true);
        refused(start("knee", 1), "no samples to learn from");
        sample("a", "knee", false);
        refused(start("knee", 1), "no proxies to learn from");
        samples.clear();
        TrainingOrder order = ordered();
        assertThat(order.samples()).containsExactly("a/" + new FrameKey(0, 0, 0, 0, 0, 0));
        assertThat(order.proxies()).containsExactly("set/0");
        assertThat(order.validation()).containsExactly("set/1");
        assertThat(order.champion()).isEqualTo("a@1");
        assertThat(order.steps()).isEqualTo(100);
        refused(start("knee", 2000), "knee has a run already: run-1");
        refused(start("heart", 2000), "does not let heart learn");
    }

    @Test
    void oneTrainerHasARunAtATimeAndWhoHasLostItCannotWrite() {
        String run = ordered().run();
        assertThat(claim(run, "one", 2000).what())
                .containsExactly(new AdaptEvent.RunClaimed(run, "one", 1));
        refused(claim(run, "other", 2001), "another trainer has run-1");
        // renewed in time it stays
        book.renew(new AdaptCommand.RenewRun("c", run, "one", 1), 20_000);
        refused(claim(run, "other", 49_000), "another trainer has run-1");
        // frozen past its lease it is another's
        assertThat(claim(run, "other", 51_000).record().orElseThrow().epoch()).isEqualTo(2);
        assertThat(book.renew(new AdaptCommand.RenewRun("c", run, "one", 1), 51_001).record()).isEmpty();
        assertThat(book.report(new AdaptCommand.ReportRun("c", run, "one", 1, "a,b", List.of("1,2"), List.of()), 51_001).what()).isEmpty();
        assertThat(book.report(new AdaptCommand.ReportRun("c", run, "other", 2, "a,b", List.of("1,2"), List.of()), 51_001).what())
                .containsExactly(new AdaptEvent.RunProgress(run, 2, "a,b", List.of("1,2"), List.of()));
        refused(end(run, "one", 1, "m@1", null, 51_002), "one does not have run-1 any more");
        assertThat(end(run, "other", 2, "m@2", null, 51_003).what()).containsExactly(
                new AdaptEvent.RunEnded(run, "knee", "m@2", null, 7),
                new AdaptEvent.ModelAdded("m@2", "sha", "other", run),
                new AdaptEvent.Challenged("knee", "m@2", "other", run));
        refused(end(run, "other", 2, "m@3", null, 51_004), "does not have");
        refused(claim(run, "one", 51_005), "there is no run run-1 to be done");
    }

    @Test
    void bookIsTheSameAfterItWasReadAgain() {
        TrainingOrder order = ordered();
        RunRecord claimed = claim(order.run(), "one", 2000).record().orElseThrow();
        book = new RunBook(List.of(claimed));
        refused(claim(order.run(), "other", 2001), "another trainer");
        assertThat(book.renew(new AdaptCommand.RenewRun("c", order.run(), "one", 1), 2002).record()).isPresent();
        assertThat(end(order.run(), "one", 1, null, "it broke", 2003).record().orElseThrow().failure()).isEqualTo("it broke");
    }

    @Test
    void runIsDueByTheClockWhereAnythingIsNew() {
        Policy weekly = new Policy(
                true, policy.domains(), policy.caps(), 0.25, Map.of(), new Runs(0, 168, 100, 5, 0.25), null, null);
        proxy(0, false);
        assertThat(book.due("knee", weekly, material(), 1)).isEmpty();
        sample("a", "knee", false);
        assertThat(book.due("knee", weekly, material(), 2)).isPresent();
        claim("run-1", "one", 3);
        end("run-1", "one", 1, "m@1", null, 4);
        long week = 168L * 60 * MINUTE;
        assertThat(book.due("knee", weekly, material(), 2 + week)).as("nothing new").isEmpty();
        sample("b", "knee", false);
        assertThat(book.due("knee", weekly, material(), 1 + week)).isEmpty();
        assertThat(book.due("knee", weekly, material(), 2 + week)).isPresent();
    }

    @Test
    void runIsDueOnceEnoughIsNewAndLaterAfterFailures() {
        proxy(0, false);
        sample("a", "knee", false);
        sample("b", "knee", false);
        assertThat(book.due("knee", policy, material(), 1)).isEmpty();
        sample("c", "knee", false);
        assertThat(book.due("knee", policy, material(), 2)).isPresent();
        assertThat(book.due("knee", policy, material(), 3)).as("it goes on").isEmpty();
        claim("run-1", "one", 4);
        end("run-1", "one", 1, null, "broken", 5);
        for (String scan : List.of("d", "e", "f")) {
            sample(scan, "knee", false);
        }
        assertThat(book.due("knee", policy, material(), 9 * MINUTE)).as("backs off").isEmpty();
        assertThat(book.due("knee", policy, material(), 11 * MINUTE)).isPresent();
        claim("run-2", "one", 12 * MINUTE);
        end("run-2", "one", 1, null, "broken", 13 * MINUTE);
        for (String scan : List.of("g", "h", "i")) {
            sample(scan, "knee", false);
        }
        assertThat(book.due("knee", policy, material(), 32 * MINUTE)).as("twice as long").isEmpty();
        assertThat(book.due("knee", policy, material(), 34 * MINUTE)).isPresent();
        claim("run-3", "one", 35 * MINUTE);
        end("run-3", "one", 1, "m@1", null, 36 * MINUTE);
        assertThat(book.due("knee", policy, material(), 37 * MINUTE)).as("nothing new").isEmpty();
        assertThat(book.due("heart", policy, material(), 37 * MINUTE)).isEmpty();
    }
}
