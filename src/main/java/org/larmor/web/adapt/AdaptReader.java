package org.larmor.web.adapt;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.larmor.adapt.events.EventChain;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.LogTable;
import org.larmor.bus.Topics;
import org.larmor.bus.record.GateReport;
import org.larmor.bus.record.LedgerEntry;
import org.larmor.bus.record.RunRecord;

/** Reads what the log says of the adaptation, no more often than it pays. Blocks; safe to use from several threads. */
final class AdaptReader {
    private static final long FRESH_NANOS = Duration.ofSeconds(2).toNanos();

    private final KafkaConnection kafka;
    private @Nullable EventChain chain;
    private long readAt;

    AdaptReader(KafkaConnection kafka) {
        this.kafka = kafka;
    }

    KafkaConnection kafka() {
        return kafka;
    }

    /** All that has happened, at most two seconds old. */
    synchronized EventChain chain() {
        EventChain known = chain;
        if (known == null || System.nanoTime() - readAt > FRESH_NANOS) {
            known = EventChain.read(kafka);
            chain = known;
            readAt = System.nanoTime();
        }
        return known;
    }

    /** Newest first. */
    List<RunRecord> runs() {
        return LogTable.read(kafka, Topics.ADAPT_RUNS).all().values().stream()
                .sorted(Comparator.comparingLong((RunRecord run) -> run.order().at()).reversed())
                .toList();
    }

    /** All samples that were counted, those that are gone included. */
    Collection<LedgerEntry> ledger() {
        return LogTable.read(kafka, Topics.ADAPT_LEDGER).all().values();
    }

    Optional<GateReport> report(String run) {
        return LogTable.read(kafka, Topics.ADAPT_REPORTS).get(run);
    }
}
