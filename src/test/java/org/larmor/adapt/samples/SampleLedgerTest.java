package org.larmor.adapt.samples;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.larmor.adapt.policy.Caps;
import org.larmor.adapt.policy.Domain;
import org.larmor.adapt.policy.Policy;
import org.larmor.bus.record.Extent;
import org.larmor.bus.record.LedgerEntry;
import org.larmor.bus.record.SampleOrder;
import org.larmor.bus.record.StoredSample;
import org.larmor.bus.record.Teaching;
import org.larmor.mrd.FrameKey;

import static org.assertj.core.api.Assertions.assertThat;

class SampleLedgerTest {
    private static final long DAY = 24L * 3600 * 1000;
    private static final Caps CAPS = new Caps(4, 10, 40, 60, 90, 1000);

    private static Policy policy(Caps caps) {
        return new Policy(
                true,
                List.of(
                        new Domain("knee", true, List.of("*"), null, null, null, List.of()),
                        new Domain("head", true, List.of("*"), null, null, null, List.of()),
                        new Domain("heart", false, List.of("*"), null, null, null, List.of())),
                caps,
                0.25,
                Map.of(),
                null,
                null,
                null);
    }

    /** As the site's key would hash a name: evenly, and always alike. */
    private static String hash(String name) {
        return String.format("%016x%016x", new SplittableRandom(name.hashCode() * 31L).nextLong(), name.hashCode() * 77L);
    }

    private static StoredSample sample(
            String domain, String scan, int frame, String patient, String scanner, String protocol, long bytes, String content) {
        return new StoredSample(
                scan,
                new FrameKey(0, 0, 0, 0, frame, 0),
                new SampleOrder(domain, new Teaching("p", hash(patient), scanner, protocol), null),
                new Extent(scan + "-" + frame, 0, 0, 1, bytes),
                content,
                new StoredSample.Shape(4, 64, 64, 4),
                null);
    }

    private static StoredSample plain(String scan, int frame, String patient, long bytes) {
        return sample("knee", scan, frame, patient, "s", "t", bytes, scan + frame);
    }

    private static SampleLedger.Outcome add(SampleLedger ledger, StoredSample sample, long now) {
        return ledger.add(sample, policy(CAPS), scan -> scan.equals("forgotten"), now);
    }

    @Test
    void capsAndBytesAndSidesHoldOverTwoThousandScansAndOverRestarts() {
        SplittableRandom random = new SplittableRandom(3);
        SampleLedger ledger = new SampleLedger(List.of());
        Map<String, LedgerEntry> log = new HashMap<>(); // what the compacted topic holds
        List<LedgerEntry> counted = new ArrayList<>();
        Set<String> removed = new HashSet<>();
        long now = 0;
        for (int scan = 0; scan < 2000; scan++) {
            now += random.nextLong(DAY / 60);
            String patient = "patient " + random.nextInt(300);
            String domain = random.nextInt(3) == 0 ? "head" : "knee";
            int frames = 1 + random.nextInt(8);
            for (int frame = 0; frame < frames; frame++) {
                String content = random.nextInt(20) == 0 ? "content " + random.nextInt(50) : scan + "/" + frame;
                StoredSample sample = sample(
                        domain, "scan " + scan, frame, patient, "scanner " + random.nextInt(3),
                        "protocol " + random.nextInt(4), 5 + random.nextInt(60), content);
                SampleLedger.Outcome outcome = add(ledger, sample, now);
                outcome.changes().forEach((id, entry) -> entry.ifPresentOrElse(e -> log.put(id, e), () -> log.remove(id)));
                outcome.removed().forEach(gone -> removed.add(gone.id()));
                if (outcome.refusal().isEmpty()) {
                    counted.add(outcome.changes().get(sample.id()).orElseThrow());
                    assertThat(removed).doesNotContain(sample.id());
                } else {
                    assertThat(removed).contains(sample.id());
                }
            }
            if (random.nextInt(50) == 0) {
                SampleLedger again = new SampleLedger(log.values());
                assertThat(Set.copyOf(again.present())).isEqualTo(Set.copyOf(ledger.present()));
                ledger = again;
            }
            long bytes = ledger.present().stream()
                    .filter(entry -> entry.sample().order().domain().equals("knee"))
                    .mapToLong(entry -> entry.sample().data().bytes())
                    .sum();
            assertThat(bytes).isLessThanOrEqualTo(CAPS.bytes());
        }
        assertThat(counted).hasSizeGreaterThan(2000);
        assertThat(counted).extracting(entry -> entry.sample().content()).doesNotHaveDuplicates();
        most(counted, entry -> entry.sample().scan(), CAPS.scan());
        most(counted, entry -> entry.sample().order().domain() + entry.at() / DAY, CAPS.day());
        most(counted, entry -> entry.sample().order() .domain() + entry.sample().order().teaching().scanner() + entry.at() / DAY, CAPS.scanner());
        most(counted, entry -> entry.sample().order().domain() + entry.sample().order().teaching().protocol() + entry.at() / DAY, CAPS.protocol());
        most(ledger.present(), entry -> entry.sample().order().domain() + entry.sample().order().teaching().subject(), CAPS.patient());
        // all of a patient is on one side, and a quarter of the patients is held out
        Map<String, Set<Boolean>> sides = counted.stream().collect(Collectors.groupingBy(
                entry -> entry.sample().order().teaching().subject(),
                Collectors.mapping(LedgerEntry::heldOut, Collectors.toSet())));
        assertThat(sides.values()).allMatch(of -> of.size() == 1);
        long heldOut = sides.values().stream().filter(of -> of.contains(true)).count();
        assertThat((double) heldOut / sides.size()).isBetween(0.15, 0.35);
    }

    private static void most(
            List<LedgerEntry> entries, java.util.function.Function<LedgerEntry, String> by, int cap) {
        assertThat(entries.stream().collect(Collectors.groupingBy(by, Collectors.counting())).values())
                .isNotEmpty()
                .allMatch(count -> count <= cap);
    }

    @Test
    void patientsWhoWereThereFirstMakeRoomWithAllThatTheyHave() {
        SampleLedger ledger = new SampleLedger(List.of());
        add(ledger, plain("a", 0, "A", 400), 1);
        add(ledger, plain("b", 0, "B", 300), 2);
        add(ledger, plain("a2", 0, "A", 200), 3);
        SampleLedger.Outcome outcome = add(ledger, plain("c", 0, "C", 500), 4);
        assertThat(outcome.removed()).extracting(StoredSample::scan).containsExactlyInAnyOrder("a", "a2");
        assertThat(ledger.present()).extracting(entry -> entry.sample().scan()).containsExactly("b", "c");
        // and are known when they come again
        assertThat(add(ledger, plain("a", 0, "A", 10), 5).refusal()).isEqualTo("the frame is counted already");
    }

    @Test
    void whatIsSentTwiceCountsOnceOnTheFirstOnesSide() {
        SampleLedger ledger = new SampleLedger(List.of());
        StoredSample first = sample("knee", "a", 0, "A", "s", "t", 10, "same");
        StoredSample second = sample("knee", "b", 0, "B", "s", "t", 10, "same");
        assertThat(add(ledger, first, 1).refusal()).isEmpty();
        assertThat(add(ledger, second, 2).refusal()).isEqualTo("the same data are counted already");
        // the command itself, come a second time after a crash, takes nothing away
        SampleLedger.Outcome again = add(ledger, first, 3);
        assertThat(again.changes()).isEmpty();
        assertThat(again.removed()).isEmpty();
        // but a second upload of the frame, by a worker that did it again, is removed
        StoredSample upload = new StoredSample(
                first.scan(), first.frame(), first.order(), new Extent("other", 5, 5, 1, 10), "same", first.shape(), null);
        assertThat(add(ledger, upload, 4).removed()).containsExactly(upload);
        assertThat(ledger.present()).hasSize(1);
    }

    @Test
    void nothingCountsThatThePolicyDoesNotAllow() {
        SampleLedger ledger = new SampleLedger(List.of());
        assertThat(add(ledger, sample("heart", "a", 0, "A", "s", "t", 1, "c"), 1).refusal()).contains("does not let heart learn");
        assertThat(add(ledger, sample("liver", "a", 0, "A", "s", "t", 1, "c"), 1).refusal()).contains("does not let liver");
        assertThat(ledger.add(plain("a", 0, "A", 1), Policy.NONE, scan -> false, 1).refusal()).contains("does not let");
        assertThat(add(ledger, plain("a", 0, "A", 1001), 1).refusal()).contains("larger than all samples");
        assertThat(ledger.present()).isEmpty();
    }

    @Test
    void forgottenScanIsGoneForGood() {
        SampleLedger ledger = new SampleLedger(List.of());
        for (int i = 0; i < 3; i++) {
            add(ledger, plain("a", i, "A", 10), 1);
        }
        add(ledger, plain("b", 0, "A", 10), 1);
        SampleLedger.Outcome outcome = ledger.forget("a");
        assertThat(outcome.changes()).hasSize(3).allSatisfy((id, entry) -> assertThat(entry).isEmpty());
        assertThat(outcome.removed()).hasSize(3);
        assertThat(ledger.present()).extracting(entry -> entry.sample().scan()).containsExactly("b");
        assertThat(add(ledger, plain("forgotten", 0, "A", 10), 2).refusal()).isEqualTo("its scan was forgotten");
    }
}
