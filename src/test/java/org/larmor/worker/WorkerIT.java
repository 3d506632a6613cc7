package org.larmor.worker;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.larmor.bus.record.ChunkKind;
import org.larmor.bus.record.ChunkRef;
import org.larmor.bus.record.Job;
import org.larmor.bus.record.ResultEvent;
import org.larmor.mrd.wire.ImageHeader;
import org.larmor.recon.FrameInput;
import org.larmor.recon.ReconImage;
import org.larmor.recon.kspace.ReconException;
import org.larmor.scan.Recipe;
import org.larmor.telemetry.Telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@Timeout(120)
class WorkerIT {
    @TempDir
    static Path data;

    private static WorkerBed bed;
    private final Telemetry telemetry = new Telemetry();

    @BeforeAll
    static void start() throws Exception {
        bed = new WorkerBed(data);
    }

    @AfterAll
    static void stop() throws Exception {
        bed.close();
    }

    @AfterEach
    void closeTelemetry() {
        telemetry.close();
    }

    private Worker worker(FakeReconstructor.Step step) {
        return new Worker(bed.settings(), () -> new FakeReconstructor(step), telemetry);
    }

    private double counted(String outcome) {
        return telemetry.registry().counter("larmor.jobs", "pool", "classic", "outcome", outcome).count();
    }

    @Test
    void writesPiecesAndTheirTerminalResult() throws Exception {
        String scan = WorkerBed.newScan();
        byte[] first = bytes(1, 300_000);
        byte[] second = bytes(2, 1 << 20);
        Job job = bed.job(scan, Recipe.RSS, 0, first, second);
        bed.submit(job);
        AtomicReference<FrameInput> seen = new AtomicReference<>();
        try (Worker worker = worker(input -> {
            seen.set(input);
            return FakeReconstructor.image(input, 600, 700);
        })) {
            ResultEvent.FrameImages images = (ResultEvent.FrameImages) bed.awaitTerminal(scan);
            assertThat(worker).isNotNull();
            assertThat(images.pieces()).containsExactly(2);
            assertThat(images.warnings()).containsExactly("WRN of the router", "WRN of the reconstruction");
            assertThat(images.hops().readout()).isEqualTo(1);
            assertThat(images.hops().taken()).isPositive().isLessThanOrEqualTo(images.hops().loaded());
            assertThat(images.hops().loaded()).isLessThanOrEqualTo(images.hops().reconstructed());

            ByteBuffer message = bed.image(images, 0).order(ByteOrder.LITTLE_ENDIAN);
            assertThat(message.getShort(0)).isEqualTo((short) 1022);
            assertThat(new ImageHeader().wrap(message, 2).matrixSize(0)).isEqualTo(700);
            assertThat(message.getFloat(message.capacity() - 4)).isEqualTo(600 * 700 - 1);
        }
        assertThat(seen.get().imaging()).extracting(WorkerIT::array).containsExactly(first, second);
        assertThat(seen.get().scan().header().protocolName()).isEqualTo("Knee PD");
        assertThat(bed.terminals(scan)).hasSize(1);
        assertThat(counted("images")).isEqualTo(1);
    }

    @Test
    void swallowsWithoutLoading() throws Exception {
        String scan = WorkerBed.newScan();
        bed.submit(WorkerBed.job(
                scan, Recipe.NULL, 0, List.of(), List.of(new ChunkRef(ChunkKind.IMAGING, 0, 1L << 40, 1, 1))));
        try (Worker worker = worker(input -> null)) {
            assertThat(worker).isNotNull();
            assertThat(bed.awaitTerminal(scan)).isInstanceOf(ResultEvent.FrameNone.class);
        }
    }

    @Test
    void runsAJobOfThreeTimesTheLockOnce() throws Exception {
        String scan = WorkerBed.newScan();
        bed.submit(bed.job(scan, Recipe.RSS, 0, bytes(1, 1000)));
        AtomicInteger runs = new AtomicInteger();
        try (Worker first = worker(input -> longJob(input, runs)); Worker second = worker(input -> longJob(input, runs))) {
            assertThat(first).isNotSameAs(second);
            bed.awaitTerminal(scan);
            // whoever had it delivered again would have done so by now, and is not at work on it either
            await().atMost(Duration.ofSeconds(10)).until(() -> gauge() == 0);
        }
        assertThat(runs).hasValue(1);
        assertThat(bed.terminals(scan)).hasSize(1);
    }

    @Test
    void holdsAWholeBatchUntilItsLastJobIsDone() throws Exception {
        WorkerSettings one = bed.settings();
        WorkerSettings batches = new WorkerSettings(
                one.kafka(), one.pool(), 1, 1, 3, one.loadTimeout());
        List<String> scans = List.of(WorkerBed.newScan(), WorkerBed.newScan(), WorkerBed.newScan());
        for (String scan : scans) {
            bed.submit(bed.job(scan, Recipe.RSS, 0, bytes(1, 1000)));
        }
        AtomicInteger runs = new AtomicInteger();
        try (Worker worker = new Worker(batches, () -> new FakeReconstructor(input -> {
            runs.incrementAndGet();
            pass(WorkerBed.LOCK_MS);
            return FakeReconstructor.image(input, 4, 4);
        }), telemetry)) {
            assertThat(worker).isNotNull();
            scans.forEach(bed::awaitTerminal);
            await().atMost(Duration.ofSeconds(10)).until(() -> gauge() == 0);
        }
        assertThat(runs).hasValue(3);
        assertThat(counted("images")).isEqualTo(3);
    }

    private double gauge() {
        return telemetry.registry().get("larmor.worker.busy.loops").gauge().value();
    }

    private static ReconImage longJob(FrameInput input, AtomicInteger runs) {
        runs.incrementAndGet();
        pass(3 * WorkerBed.LOCK_MS + 500);
        return FakeReconstructor.image(input, 4, 4);
    }

    @Test
    void oneFailingFrameOfABatchLeavesTheOthers() throws Exception {
        WorkerSettings one = bed.settings();
        WorkerSettings batches = new WorkerSettings(
                one.kafka(), one.pool(), 1, 1, 4, one.loadTimeout());
        String poison = WorkerBed.newScan();
        String refused = WorkerBed.newScan();
        List<String> good = List.of(WorkerBed.newScan(), WorkerBed.newScan());
        bed.submit(bed.job(good.get(0), Recipe.RSS, 0, bytes(1, 1000)));
        bed.submit(bed.job(poison, Recipe.RSS, 0, bytes(1, 1001)));
        bed.submit(bed.job(refused, Recipe.RSS, 0, bytes(1, 1002)));
        bed.submit(bed.job(good.get(1), Recipe.RSS, 0, bytes(1, 1000)));
        try (Worker worker = new Worker(batches, () -> new FakeReconstructor(input -> {
            switch (input.imaging().getFirst().remaining()) {
                case 1001 -> throw new IllegalStateException("staged");
                case 1002 -> throw new ReconException("refused");
                default -> {}
            }
            return FakeReconstructor.image(input, 4, 4);
        }), telemetry)) {
            assertThat(worker).isNotNull();
            for (String scan : good) {
                assertThat(bed.awaitTerminal(scan)).isInstanceOf(ResultEvent.FrameImages.class);
            }
            assertThat(((ResultEvent.FrameFailed) bed.awaitTerminal(refused)).text()).isEqualTo("refused");
            assertThat(((ResultEvent.FrameFailed) bed.awaitTerminal(poison)).text()).contains("given up");
        }
        for (String scan : List.of(good.get(0), good.get(1), refused, poison)) {
            assertThat(bed.terminals(scan)).hasSize(1);
        }
        assertThat(counted("images")).isEqualTo(2);
        assertThat(counted("dead")).isEqualTo(1);
    }

    /** The length of a computation is what is tested: time has to pass. */
    private static void pass(int milliseconds) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(milliseconds);
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    @Test
    void givesAJobBackWhenClosedInTheMiddle() throws Exception {
        String scan = WorkerBed.newScan();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        Worker first = new Worker(bed.settings(), () -> new FakeReconstructor(input -> {
            begun.countDown();
            try {
                never.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException("interrupted", e);
            }
            return null;
        }, closed::countDown), telemetry);
        bed.submit(bed.job(scan, Recipe.RSS, 0, bytes(1, 1000)));
        assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
        first.close(Duration.ZERO);
        assertThat(closed.getCount()).isZero();
        assertThat(bed.terminals(scan)).isEmpty();
        try (Worker second = worker(input -> FakeReconstructor.image(input, 4, 4))) {
            assertThat(second).isNotNull();
            assertThat(bed.awaitTerminal(scan)).isInstanceOf(ResultEvent.FrameImages.class);
        }
    }

    @Test
    void drainsWhenClosed() throws Exception {
        String scan = WorkerBed.newScan();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Worker worker = worker(input -> {
            begun.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException("interrupted", e);
            }
            return FakeReconstructor.image(input, 4, 4);
        });
        bed.submit(bed.job(scan, Recipe.RSS, 0, bytes(1, 1000)));
        assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
        Thread closer = Thread.ofPlatform().start(worker::close);
        await().until(() -> closer.getState() == Thread.State.WAITING);
        go.countDown();
        closer.join();
        assertThat(bed.awaitTerminal(scan)).isInstanceOf(ResultEvent.FrameImages.class);
        assertThat(counted("images")).isEqualTo(1);
    }

    @Test
    void answersAJobThatFailsByItselfAfterThreeAttempts() throws Exception {
        String scan = WorkerBed.newScan();
        int letters = bed.deadLetters().size();
        AtomicInteger runs = new AtomicInteger();
        Job job = bed.job(scan, Recipe.SENSE, 0, bytes(1, 1000));
        bed.submit(job);
        try (Worker worker = worker(input -> {
            if (runs.incrementAndGet() == 2) {
                throw new StackOverflowError("staged");
            }
            throw new IllegalStateException("staged");
        })) {
            assertThat(worker).isNotNull();
            ResultEvent.FrameFailed failed = (ResultEvent.FrameFailed) bed.awaitTerminal(scan);
            assertThat(failed.text()).contains("failed 3 times and is given up").contains("staged");
            await().until(() -> bed.deadLetters().size() > letters);
            assertThat(worker.ready()).as("what failed was the frame").isTrue();
        }
        assertThat(runs).hasValue(3);
        ConsumerRecord<byte[], byte[]> letter = bed.deadLetters().get(letters);
        assertThat(letter.key()).containsExactly(7);
        assertThat(org.larmor.bus.Topics.JOBS_CLASSIC.value().deserializer().deserialize("", letter.value()))
                .isEqualTo(job);
        assertThat(letter.headers().lastHeader("trace").value()).containsExactly(42);
        assertThat(letter.headers().lastHeader(ResultWriter.REASON).value()).asString().contains("given up");
        assertThat(counted("retry")).isEqualTo(2);
        assertThat(counted("dead")).isEqualTo(1);
    }

    @Test
    void warmingThatIsNoLongerWantedIsNotBegun() throws Exception {
        String scan = WorkerBed.newScan();
        bed.submit(bed.job(scan, Recipe.RSS, 0, bytes(1, 1000)));
        AtomicReference<FrameInput> seen = new AtomicReference<>();
        AtomicInteger runs = new AtomicInteger();
        Semaphore go = new Semaphore(1);
        try (Worker worker = worker(input -> {
            runs.incrementAndGet();
            seen.set(input);
            go.acquireUninterruptibly();
            return FakeReconstructor.image(input, 4, 4);
        })) {
            bed.awaitTerminal(scan);
            CompletableFuture<Void> atWork = worker.warm(seen.get());
            CompletableFuture<Void> unwanted = worker.warm(seen.get());
            CompletableFuture<Void> last = worker.warm(seen.get());
            unwanted.cancel(false);
            go.release(100);
            atWork.get(30, TimeUnit.SECONDS);
            last.get(30, TimeUnit.SECONDS);
        }
        assertThat(runs).hasValue(1 + 2 * bed.settings().loops());
    }

    @Test
    void failsAtOnceWhatCannotBeDone() throws Exception {
        String scan = WorkerBed.newScan();
        bed.submit(bed.job(scan, Recipe.RSS, 0, bytes(1, 1000)));
        AtomicInteger runs = new AtomicInteger();
        try (Worker worker = worker(input -> {
            runs.incrementAndGet();
            throw new ReconException("radial trajectories are not reconstructed");
        })) {
            assertThat(worker).isNotNull();
            ResultEvent.FrameFailed failed = (ResultEvent.FrameFailed) bed.awaitTerminal(scan);
            assertThat(failed.text()).isEqualTo("radial trajectories are not reconstructed");
        }
        assertThat(runs).hasValue(1);
    }

    @Test
    void failsAtOnceOnADamagedChunk() throws Exception {
        String scan = WorkerBed.newScan();
        ChunkRef good = bed.store(scan, ChunkKind.IMAGING, WorkerBed.FRAME, 0, bytes(1, 1000));
        ChunkRef claimed = new ChunkRef(good.kind(), 0, good.offset(), good.bytes(), good.crc32c() + 1);
        bed.submit(WorkerBed.job(scan, Recipe.RSS, 0, List.of(bed.storeHeader(scan)), List.of(claimed)));
        try (Worker worker = worker(input -> FakeReconstructor.image(input, 4, 4))) {
            assertThat(worker).isNotNull();
            ResultEvent.FrameFailed failed = (ResultEvent.FrameFailed) bed.awaitTerminal(scan);
            assertThat(failed.text()).contains("damaged").contains("chunk 0");
        }
    }

    @Test
    void buriesWhatIsNotAJobAndGoesOn() throws Exception {
        int letters = bed.deadLetters().size();
        bed.submit(new byte[] {1, '{'});
        String scan = WorkerBed.newScan();
        bed.submit(bed.job(scan, Recipe.RSS, 0, bytes(1, 1000)));
        try (Worker worker = worker(input -> FakeReconstructor.image(input, 4, 4))) {
            assertThat(worker).isNotNull();
            bed.awaitTerminal(scan);
            await().until(() -> bed.deadLetters().size() > letters);
        }
        assertThat(bed.deadLetters().get(letters).value()).containsExactly(1, '{');
    }

    @Test
    void outlivesARestartOfTheBroker() throws Exception {
        String before = WorkerBed.newScan();
        String after = WorkerBed.newScan();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        bed.submit(bed.job(before, Recipe.RSS, 0, bytes(1, 1000)));
        Job second = bed.job(after, Recipe.RSS, 0, bytes(2, 2000));
        try (Worker worker = worker(input -> {
            begun.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException("interrupted", e);
            }
            return FakeReconstructor.image(input, 4, 4);
        })) {
            assertThat(worker).isNotNull();
            assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
            bed.stopBroker();
            go.countDown();
            bed.startBroker();
            bed.submit(second);
            assertThat(bed.awaitTerminal(before)).isInstanceOf(ResultEvent.FrameImages.class);
            assertThat(bed.awaitTerminal(after)).isInstanceOf(ResultEvent.FrameImages.class);
        }
        assertThat(bed.terminals(before)).allMatch(ResultEvent.FrameImages.class::isInstance);
    }

    private static byte[] bytes(int seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static byte[] array(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
