package org.larmor.worker;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockShareConsumer;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.larmor.bus.Pool;
import org.larmor.recon.FrameInput;
import org.larmor.telemetry.Telemetry;

import static org.assertj.core.api.Assertions.assertThat;

/** Two loops before a worker's first jobs, with consumers that fetch what the test says. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class JobLoopTest {
    private final Telemetry telemetry = new Telemetry();
    private final CrashGuard guard = new CrashGuard();
    private final WorkerMeters meters = new WorkerMeters(telemetry.registry(), Pool.CLASSIC);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final LinkedBlockingQueue<Long> done = new LinkedBlockingQueue<>();

    @AfterEach
    void stop() {
        threads.shutdownNow();
        telemetry.close();
    }

    /** A share consumer that was asked in the moment that a job came fetches the next one too, while its loop is at work. */
    @Test
    void aJobThatAConsumerFetchesWhileItsLoopIsAtWorkIsDoneSoonAfter() throws Exception {
        try (Fetcher one = new Fetcher();
                Fetcher other = new Fetcher()) {
            JobLoop first = loop(one, new Work(ticket -> {
                if (ticket.delivery().offset() == 0) {
                    other.asked.await();
                    one.fetches(1);
                }
            }));
            JobLoop second = loop(other, new Work(ticket -> {}));
            one.fetches(0);
            Future<?> firstEnds = threads.submit(first);
            one.asked.await();
            Future<?> secondEnds = threads.submit(second);
            assertThat(done.poll(20, TimeUnit.SECONDS)).isZero();
            assertThat(done.poll(20, TimeUnit.SECONDS)).isOne();
            other.fetches(2);
            assertThat(done.poll(20, TimeUnit.SECONDS)).isEqualTo(2);
            first.stop(0);
            second.stop(0);
            firstEnds.get();
            secondEnds.get();
        }
    }

    /** What ended the worker that had it may end this one: then nobody else's job shall be lost with it. */
    @Test
    void aJobThatWasDeliveredBeforeIsWorkedOnAloneAlsoWhenJobsWereTakenFreely() throws Exception {
        try (Fetcher one = new Fetcher();
                Fetcher other = new Fetcher()) {
            Work work = new Work(ticket -> {
                if (ticket.delivery().offset() == 100) {
                    // whoever waits for its turn has what it settled told to the broker
                    other.flushes(3);
                    other.fetches(8, 1);
                    other.flushes(3);
                }
            });
            JobLoop first = loop(one, work);
            JobLoop second = loop(other, work);
            // the loop that asks first is the only one that asks until it has had a job
            Future<?> firstEnds = threads.submit(first);
            one.asked.await();
            Future<?> secondEnds = threads.submit(second);
            for (long offset = 0; offset < 8; offset++) {
                one.fetches(offset);
                assertThat(done.poll(20, TimeUnit.SECONDS)).isEqualTo(offset);
            }
            assertThat(guard.allowsAll()).isTrue();
            one.fetches(100, 2);
            assertThat(done.poll(20, TimeUnit.SECONDS)).isEqualTo(100);
            assertThat(done.poll(20, TimeUnit.SECONDS)).isEqualTo(8);
            first.stop(0);
            second.stop(0);
            firstEnds.get();
            secondEnds.get();
        }
    }

    private JobLoop loop(Fetcher consumer, LoopWork work) {
        return new JobLoop(
                () -> new JobLease(consumer, telemetry, "jobs"), work, threads, new Deliveries(5), guard, meters, () -> {});
    }

    /** Gives what it has fetched when it is asked, as the real one does. */
    private static final class Fetcher extends MockShareConsumer<byte[], byte[]> {
        private final LinkedBlockingQueue<ConsumerRecord<byte[], byte[]>> fetched = new LinkedBlockingQueue<>();
        private final CountDownLatch asked = new CountDownLatch(1);
        private final Semaphore flushed = new Semaphore(0);

        void fetches(long offset) {
            fetches(offset, 1);
        }

        /** Waits until its loop has flushed so many times from now on. */
        void flushes(int times) throws InterruptedException {
            flushed.drainPermits();
            if (!flushed.tryAcquire(times, 10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("its loop does not wait for its turn");
            }
        }

        @Override
        public synchronized void commitAsync() {
            flushed.release();
            super.commitAsync();
        }

        void fetches(long offset, int delivery) {
            fetched.add(new ConsumerRecord<>(
                    "jobs", 0, offset, 0, TimestampType.CREATE_TIME, 0, 0, new byte[0], new byte[0], new RecordHeaders(),
                    Optional.empty(), Optional.of((short) delivery)));
        }

        @Override
        public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
            asked.countDown();
            try {
                ConsumerRecord<byte[], byte[]> next = fetched.poll(timeout.toMillis(), TimeUnit.MILLISECONDS);
                if (next != null) {
                    addRecord(next);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return super.poll(timeout);
        }
    }

    private interface Task {
        void run(Ticket ticket) throws InterruptedException;
    }

    private final class Work implements LoopWork {
        private final Task task;

        Work(Task task) {
            this.task = task;
        }

        @Override
        public void prepare() {}

        @Override
        public boolean isPrepared() {
            return true;
        }

        @Override
        public void work(List<Ticket> tickets) {
            for (Ticket ticket : tickets) {
                Ticket.ending(List.of(ticket), () -> {
                    task.run(ticket);
                    done.add(ticket.delivery().offset());
                    ticket.outcome().complete(Outcome.IMAGES);
                });
            }
        }

        @Override
        public void warm(FrameInput frame) {}

        @Override
        public void close() {}
    }
}
