package org.larmor.adapt.drift;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.larmor.bus.record.Extent;
import org.larmor.bus.record.LedgerEntry;
import org.larmor.bus.record.SampleOrder;
import org.larmor.bus.record.StoredSample;
import org.larmor.bus.record.Teaching;
import org.larmor.mrd.FrameKey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** Streams whose changes are known. */
class DriftTest {
    private static final double SPREAD = 0.3;

    private static Adwin adwin() {
        return new Adwin(Drift.DELTA, Drift.LOWEST, Drift.HIGHEST);
    }

    @Test
    void nothingIsFoundWhereNothingChanges() {
        int alarms = 0;
        for (int run = 0; run < 200; run++) {
            Random random = new Random(run);
            Adwin adwin = adwin();
            for (int i = 0; i < 500; i++) {
                alarms += adwin.add(-2.5 + SPREAD * random.nextGaussian()).isPresent() ? 1 : 0;
            }
            assertThat(adwin.mean()).isCloseTo(-2.5, within(0.1));
        }
        // 100,000 values, each of which may be taken for a change by 0.002: the bound is far from tight
        assertThat(alarms).isZero();
    }

    @Test
    void twiceTheErrorIsFoundAndWhereItBegan() {
        List<Integer> took = new ArrayList<>();
        for (int run = 0; run < 50; run++) {
            Random random = new Random(1000 + run);
            Adwin adwin = adwin();
            Optional<Adwin.Change> found = Optional.empty();
            int i = 0;
            while (found.isEmpty() && i < 1000) {
                double mean = i < 300 ? -2.5 : -2.5 + Math.log(2);
                found = adwin.add(mean + SPREAD * random.nextGaussian());
                i++;
            }
            assertThat(found).as("run %s", run).isPresent();
            assertThat(found.get().from()).isBetween(290L, 310L);
            assertThat(found.get().before()).isCloseTo(-2.5, within(0.1));
            assertThat(found.get().after()).isCloseTo(-1.8, within(0.2));
            assertThat(i).isGreaterThan(300);
            took.add(i - 300);
        }
        took.sort(null);
        System.out.println("an error twice as large after 300 scans was found within " + took.get(25) + " scans, median, "
                + took.getLast() + " at the most");
        assertThat(took.getLast()).isLessThan(300);
    }

    @Test
    void slowChangeIsFoundInTheEnd() {
        Random random = new Random(4);
        Adwin adwin = adwin();
        List<Adwin.Change> found = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            adwin.add(-3 + i / 1000.0 + SPREAD * random.nextGaussian()).ifPresent(found::add);
        }
        assertThat(found).isNotEmpty().allSatisfy(change -> assertThat(change.after()).isGreaterThan(change.before()));
        assertThat(adwin.mean()).isGreaterThan(-1.8);
    }

    @Test
    void onlyTheRangeCounts() {
        Adwin adwin = adwin();
        adwin.add(Double.NEGATIVE_INFINITY);
        assertThat(adwin.mean()).isEqualTo(-4);
        adwin.add(1e9);
        assertThat(adwin.mean()).isCloseTo(-1.75, within(1e-9));
        assertThatThrownBy(() -> adwin.add(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    }

    private static LedgerEntry entry(String scan, int frame, double acceleration, String model, double error, boolean gone) {
        StoredSample sample = new StoredSample(
                scan,
                new FrameKey(0, 0, 0, 0, frame, 0),
                new SampleOrder("knee", new Teaching("p", "s", "c", "t"), model),
                new Extent(scan, 0, 0, 1, 1),
                scan + frame,
                new StoredSample.Shape(1, 8, 8, acceleration),
                model == null ? null : new StoredSample.Score(model, error));
        return new LedgerEntry(sample, false, 1000L * Integer.parseInt(scan.substring(1)), gone);
    }

    @Test
    void aScanCountsOnceByItsMeanAndAnotherModelBeginsAnew() {
        Random random = new Random(7);
        List<LedgerEntry> ledger = new ArrayList<>();
        for (int scan = 0; scan < 400; scan++) {
            double mean = scan < 200 ? -3 : -1.5;
            for (int frame = 0; frame < 4; frame++) {
                // samples that have made room count as well
                ledger.add(entry("s" + scan, frame, 3.9, "a@1", mean + SPREAD * random.nextGaussian(), scan < 100));
            }
        }
        for (int scan = 400; scan < 450; scan++) {
            ledger.add(entry("s" + scan, 0, 4.2, "b@1", -4, false));
            ledger.add(entry("s" + scan, 1, 8, "b@1", -1, false));
            ledger.add(entry("s" + scan, 2, 8, null, 0, false));
        }
        java.util.Collections.shuffle(ledger, random);
        List<Drift.Course> courses = Drift.of(ledger);
        assertThat(courses).extracting(Drift.Course::stratum).containsExactly(
                new Drift.Stratum("knee", 4, "a@1"), new Drift.Stratum("knee", 4, "b@1"), new Drift.Stratum("knee", 8, "b@1"));
        Drift.Course changed = courses.getFirst();
        assertThat(changed.scans()).isEqualTo(400);
        assertThat(changed.changes()).hasSize(1);
        Drift.Change change = changed.last().orElseThrow();
        assertThat(Integer.parseInt(change.scan().substring(1))).isBetween(195, 205);
        assertThat(change.at()).isEqualTo(1000L * Integer.parseInt(change.scan().substring(1)));
        assertThat(change.before()).isCloseTo(-3, within(0.1));
        assertThat(changed.mean()).isCloseTo(-1.5, within(0.1));
        assertThat(courses.get(1).changes()).isEmpty();
        assertThat(courses.get(1).mean()).isCloseTo(-4, within(1e-9));
    }
}
