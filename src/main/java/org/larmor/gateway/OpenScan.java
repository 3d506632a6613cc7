package org.larmor.gateway;

import java.util.List;
import java.util.function.Consumer;
import org.larmor.adapt.policy.Classification;
import org.larmor.bus.record.ChunkKind;
import org.larmor.bus.record.EncodingRecord;
import org.larmor.bus.record.IndexEvent;
import org.larmor.bus.record.Micros;
import org.larmor.bus.record.ScanSummary;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A scan from its first data on: its chunks, its way into the log, its results. The router is told of one beginning and
 * one end. Event loop only.
 */
final class OpenScan {
    private static final Logger LOG = LoggerFactory.getLogger(OpenScan.class);

    private final String scan;
    private final Handshake handshake;
    private final String gateway;
    private final Classification kind;
    private final int partition;
    private final ScanLog log;
    private final ChunkCutter cutter;
    private final Results results;
    private final long openedAt = Micros.now();
    private boolean endSent;

    /** @param failed is told once when the log takes nothing more of it */
    OpenScan(
            String scan,
            Handshake handshake,
            ScanHome home,
            Results.Keeper keeper,
            Results.Scanner scanner,
            Consumer<String> failed) {
        this.scan = scan;
        this.handshake = handshake;
        this.gateway = home.gateway();
        this.kind = Classification.of(
                home.policy().get(), home.siteKey(), scan, handshake.header(), handshake.xml());
        this.partition = home.partitions().getAsInt();
        this.log = home.logs().log(scan, partition, failed);
        this.cutter = new ChunkCutter(home.budget(), log::chunk);
        this.results = new Results(keeper, scanner, home.budget());
    }

    /** Makes its header durable and tells the router. */
    void begin() {
        // read now: the connection may be gone, and with it the header, before the log has it
        List<EncodingRecord> encodings =
                handshake.header().encodings().stream().map(EncodingRecord::of).toList();
        log.store(
                ChunkKind.HEADER,
                null,
                0,
                null,
                handshake.xml(),
                false,
                ref -> {
                    var opened = new IndexEvent.ScanOpened(
                            scan,
                            partition,
                            gateway,
                            handshake.recipe(),
                            handshake.zeroFill(),
                            kind.domain(),
                            // what a scan teaches, it has taught when it came first
                            handshake.replay() == null ? kind.teaching() : null,
                            handshake.replay(),
                            encodings,
                            ref,
                            openedAt);
                    handshake.release();
                    return opened;
                });
    }

    int partition() {
        return partition;
    }

    ChunkCutter cutter() {
        return cutter;
    }

    Results results() {
        return results;
    }

    /** Everything has come: what is open leaves, and results are counted. */
    void end() {
        endSent = true;
        cutter.leaveAll();
        log.event(new IndexEvent.ScanEnded(scan, partition, false, "", Micros.now()));
        results.count();
    }

    /** Ends it without what is open, unless it has ended. */
    void abort(String why) {
        if (!endSent) {
            endSent = true;
            cutter.discard();
            log.event(new IndexEvent.ScanEnded(scan, partition, true, why, Micros.now()));
            LOG.info("scan {} aborted: {}", scan, why);
        }
    }

    /** The connection is gone: gives back what is held for it. */
    void close() {
        cutter.close();
        results.close();
    }

    /** Tells the router that the connection still stands. */
    void keepAlive() {
        log.event(new IndexEvent.ScanAlive(scan, partition, Micros.now()));
    }

    ScanSummary summary(String state, long received, int images, double lastLatencyMs) {
        return new ScanSummary(
                scan, handshake.recipe().name(), state, openedAt, received, results.answers(), images, lastLatencyMs);
    }
}
