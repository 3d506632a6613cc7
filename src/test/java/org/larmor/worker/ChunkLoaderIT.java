package org.larmor.worker;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.larmor.bus.ChunkException;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.record.ChunkKind;
import org.larmor.bus.record.ChunkRef;
import org.larmor.bus.record.Job;
import org.larmor.mrd.FrameKey;
import org.larmor.recon.ScanContext;
import org.larmor.recon.coil.MapStore;
import org.larmor.scan.Recipe;
import org.larmor.telemetry.Telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(120)
class ChunkLoaderIT {
    @TempDir
    static Path data;

    private static WorkerBed bed;
    private static final Telemetry telemetry = new Telemetry();

    @BeforeAll
    static void start() {
        bed = new WorkerBed(data);
    }

    @AfterAll
    static void stop() throws Exception {
        bed.close();
        telemetry.close();
    }

    @Test
    void readsAFrameFromAmongOthers() throws Exception {
        String scan = WorkerBed.newScan();
        String other = WorkerBed.newScan();
        List<byte[]> written = new ArrayList<>();
        List<ChunkRef> refs = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            written.add(bytes(i, 200_000 + i));
            refs.add(bed.store(scan, ChunkKind.IMAGING, WorkerBed.FRAME, i, written.get(i)));
            // read over after some, too far to read over after others
            for (int between = 0; between < (i % 3) * 7; between++) {
                bed.store(other, ChunkKind.IMAGING, WorkerBed.FRAME, between, bytes(between, 200_000));
            }
        }
        assertThat(ChunkRun.of(refs, 1 << 20)).hasSizeBetween(2, 11);
        try (ChunkLoader loader = new ChunkLoader(bed.kafka(), new ChunkCache(1 << 20), Duration.ofSeconds(20), telemetry)) {
            assertThat(load(loader, scan, refs)).containsExactlyElementsOf(written);
            Collections.reverse(refs);
            Collections.reverse(written);
            assertThat(load(loader, scan, refs)).containsExactlyElementsOf(written);
        }
    }

    @Test
    void readsScatteredChunksOnceForAllTheirFrames() throws Exception {
        String scan = WorkerBed.newScan();
        FrameKey second = new FrameKey(0, 1, 0, 0, 0, 0);
        List<byte[]> written = new ArrayList<>();
        List<ChunkRef> first = new ArrayList<>();
        List<ChunkRef> others = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            written.add(bytes(i, 3000 + i));
            first.add(bed.store(scan, ChunkKind.IMAGING, WorkerBed.FRAME, i, written.get(i)));
            others.add(bed.store(scan, ChunkKind.IMAGING, second, i, written.get(i)));
            bed.store(WorkerBed.newScan(), ChunkKind.IMAGING, WorkerBed.FRAME, i, bytes(i, 100));
        }
        ChunkCache cache = new ChunkCache(1 << 20);
        try (ChunkLoader one = new ChunkLoader(bed.kafka(), cache, Duration.ofSeconds(20), telemetry);
                ChunkLoader two = new ChunkLoader(KafkaConnection.to("127.0.0.1:1"), cache, Duration.ofSeconds(1), telemetry)) {
            assertThat(load(one, scan, first)).containsExactlyElementsOf(written);
            // Nobody answers the second loader: all it needs came along with the first frame.
            assertThat(two.load(scan, WorkerBed.PARTITION, others, second::equals).stream()
                            .map(ChunkLoaderIT::array))
                    .containsExactlyElementsOf(written);
            assertThat(cache.bytes()).isZero();
            assertThat(load(one, scan, first)).containsExactlyElementsOf(written);
        }
    }

    @Test
    void saysWhatIsNotKept() throws Exception {
        String scan = WorkerBed.newScan();
        ChunkRef last = bed.store(scan, ChunkKind.IMAGING, WorkerBed.FRAME, 0, bytes(1, 100));
        ChunkRef beyond = new ChunkRef(ChunkKind.IMAGING, 1, last.offset() + 1000, 100, 0);
        try (ChunkLoader loader = new ChunkLoader(bed.kafka(), new ChunkCache(1 << 20), Duration.ofSeconds(20), telemetry)) {
            assertThatThrownBy(() -> load(loader, scan, List.of(beyond)))
                    .isInstanceOf(ChunkException.class)
                    .hasMessageContaining("chunk 1").hasMessageContaining("no longer kept");
            assertThat(load(loader, scan, List.of(last))).containsExactly(bytes(1, 100));
        }
    }

    @Test
    void saysWhatIsNotTheChunk() throws Exception {
        String scan = WorkerBed.newScan();
        FrameKey elsewhere = new FrameKey(0, 1, 0, 0, 0, 0);
        ChunkRef good = bed.store(scan, ChunkKind.IMAGING, WorkerBed.FRAME, 0, bytes(1, 100));
        ChunkRef foreign = bed.store(WorkerBed.newScan(), ChunkKind.IMAGING, WorkerBed.FRAME, 0, bytes(1, 100));
        ChunkRef astray = bed.store(scan, ChunkKind.IMAGING, elsewhere, 0, bytes(1, 100));
        ChunkRef otherKind = bed.store(scan, ChunkKind.OTHER, WorkerBed.FRAME, 0, bytes(1, 100));
        try (ChunkLoader loader = new ChunkLoader(bed.kafka(), new ChunkCache(1 << 20), Duration.ofSeconds(20), telemetry)) {
            refused(loader, scan, foreign, "is another");
            refused(loader, scan, astray, "of frame 0.1.0.0.0.0");
            refused(loader, scan, new ChunkRef(
                    ChunkKind.IMAGING, 0, otherKind.offset(), otherKind.bytes(), otherKind.crc32c()), "OTHER");
            refused(loader, scan, new ChunkRef(
                    ChunkKind.IMAGING, 3, good.offset(), good.bytes(), good.crc32c()), "is another");
            refused(loader, scan, new ChunkRef(
                    ChunkKind.IMAGING, 0, good.offset(), 99, good.crc32c()), "100 bytes, not 99");
            refused(loader, scan, new ChunkRef(
                    ChunkKind.IMAGING, 0, good.offset(), good.bytes(), ~good.crc32c()), "checksum");
        }
    }

    private static void refused(ChunkLoader loader, String scan, ChunkRef ref, String why) {
        assertThatThrownBy(() -> load(loader, scan, List.of(ref)))
                .isInstanceOf(ChunkException.class).hasMessageContaining(why);
    }

    @Test
    void keepsContextsUntilAJobRefersToOthers() throws Exception {
        String scan = WorkerBed.newScan();
        ChunkRef xml = bed.storeHeader(scan);
        ChunkRef noise = bed.store(scan, ChunkKind.NOISE, null, 0, bytes(1, 5000));
        ChunkRef calibration = bed.store(
                scan, ChunkKind.CALIBRATION, WorkerBed.FRAME.slot(), 0, bytes(2, 7000));
        ChunkRef more = bed.store(scan, ChunkKind.CALIBRATION, WorkerBed.FRAME.slot(), 1, bytes(3, 7000));
        Job job = WorkerBed.job(scan, Recipe.RSS, 0, List.of(xml, noise, calibration), List.of());
        Job later = WorkerBed.job(scan, Recipe.RSS, 0, List.of(xml, noise, calibration, more), List.of());
        try (ChunkLoader loader = new ChunkLoader(bed.kafka(), new ChunkCache(1 << 20), Duration.ofSeconds(20), telemetry)) {
            ScanContexts contexts = new ScanContexts(1 << 20, new MapStore(1 << 20));
            ScanContext context = contexts.scan(job, loader);
            assertThat(context.header().protocolName()).isEqualTo("Knee PD");
            assertThat(context.noise()).extracting(ChunkLoaderIT::array).containsExactly(bytes(1, 5000));
            assertThat(contexts.scan(later, loader)).isSameAs(context);
            assertThat(contexts.calibration(job, loader)).extracting(ChunkLoaderIT::array).containsExactly(bytes(2, 7000));
            assertThat(contexts.calibration(later, loader))
                    .extracting(ChunkLoaderIT::array).containsExactly(bytes(2, 7000), bytes(3, 7000));
            Job without = WorkerBed.job(scan, Recipe.RSS, 0, List.of(xml), List.of());
            assertThat(contexts.scan(without, loader).noise()).isEmpty();
        }
    }

    @Test
    void takesCalibrationOfTheSliceButOfNoOther() throws Exception {
        String scan = WorkerBed.newScan();
        ChunkRef xml = bed.storeHeader(scan);
        FrameKey contrast = new FrameKey(0, WorkerBed.FRAME.slice(), 1, 0, 3, 0);
        FrameKey elsewhere = new FrameKey(0, WorkerBed.FRAME.slice() + 1, 0, 0, 0, 0);
        ChunkRef near = bed.store(scan, ChunkKind.CALIBRATION, contrast, 0, bytes(2, 700));
        ChunkRef far = bed.store(scan, ChunkKind.CALIBRATION, elsewhere, 0, bytes(3, 700));
        try (ChunkLoader loader =
                new ChunkLoader(bed.kafka(), new ChunkCache(1 << 20), Duration.ofSeconds(20), telemetry)) {
            ScanContexts contexts = new ScanContexts(1 << 20, new MapStore(1 << 20));
            Job good = WorkerBed.job(scan, Recipe.SENSE, 0, List.of(xml, near), List.of());
            assertThat(contexts.calibration(good, loader)).extracting(ChunkLoaderIT::array).containsExactly(bytes(2, 700));
            Job bad = WorkerBed.job(scan, Recipe.SENSE, 0, List.of(xml, far), List.of());
            assertThatThrownBy(() -> contexts.calibration(bad, loader))
                    .isInstanceOf(ChunkException.class).hasMessageContaining("is another");
        }
    }

    @Test
    void waitsNoLongerThanItMayForABrokerThatIsGone(@TempDir Path folder) throws Exception {
        WorkerBed gone = new WorkerBed(folder);
        String scan = WorkerBed.newScan();
        ChunkRef ref = gone.store(scan, ChunkKind.IMAGING, WorkerBed.FRAME, 0, bytes(1, 100));
        try (ChunkLoader loader = new ChunkLoader(gone.kafka(), new ChunkCache(1 << 20), Duration.ofSeconds(1), telemetry)) {
            load(loader, scan, List.of(ref));
            gone.stopBroker();
            assertThatThrownBy(() -> load(loader, scan, List.of(ref))).isInstanceOf(TimeoutException.class);
            gone.startBroker();
            assertThat(load(loader, scan, List.of(ref))).hasSize(1);
        } finally {
            gone.close();
        }
    }

    private static List<byte[]> load(ChunkLoader loader, String scan, List<ChunkRef> refs) throws ChunkException {
        return loader.load(scan, WorkerBed.PARTITION, refs, WorkerBed.FRAME::equals).stream()
                .map(ChunkLoaderIT::array)
                .toList();
    }

    private static byte[] array(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private static byte[] bytes(int seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
