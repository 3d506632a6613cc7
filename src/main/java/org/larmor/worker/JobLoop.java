package org.larmor.worker;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.larmor.bus.record.NewerRecordException;
import org.larmor.telemetry.OutOfMemory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Take, have it worked on, renew meanwhile, settle. This thread owns the lease; another one, the given executor's, does
 * the work.
 */
final class JobLoop implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(JobLoop.class);
    private static final long TICK_MS = 100;
    private static final long AFTER_FAILURE_MS = 1000;

    private final Supplier<JobLease> leases;
    private final LoopWork work;
    private final ExecutorService compute;
    private final Deliveries deliveries;
    private final CrashGuard guard;
    private final WorkerMeters meters;
    private final Runnable outdated;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile long graceEnds;

    /** @param outdated run where a job needs a newer program: the loop ends, and those beside it shall */
    JobLoop(
            Supplier<JobLease> leases,
            LoopWork work,
            ExecutorService compute,
            Deliveries deliveries,
            CrashGuard guard,
            WorkerMeters meters,
            Runnable outdated) {
        this.leases = leases;
        this.work = work;
        this.compute = compute;
        this.deliveries = deliveries;
        this.guard = guard;
        this.meters = meters;
        this.outdated = outdated;
    }

    /** Takes nothing more, and releases what is not done after the grace; the thread ends by itself. */
    void stop(long graceNanos) {
        graceEnds = System.nanoTime() + graceNanos;
        stopping.countDown();
    }

    @Override
    public void run() {
        try {
            while (!stopped()) {
                try (JobLease lease = leases.get()) {
                    while (!stopped()) {
                        takeAndWork(lease);
                    }
                } catch (RuntimeException | Error e) {
                    OutOfMemory.endIfMeantBy(e);
                    if (e instanceof NewerRecordException) {
                        LOG.error("this worker stops: {}", e.getMessage());
                        outdated.run();
                        return;
                    }
                    // Nobody stands behind this thread: whatever it was, jobs must go on being taken.
                    LOG.error("taking jobs failed and is begun anew", e);
                    guard.asksNoMore(this);
                    stopping.await(AFTER_FAILURE_MS, TimeUnit.MILLISECONDS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            guard.asksNoMore(this);
        }
    }

    private void takeAndWork(JobLease lease) throws InterruptedException {
        if (guard.allowsAll()) {
            List<ConsumerRecord<byte[], byte[]>> taken = take(lease);
            if (guard.suspects(taken)) {
                workInTurn(taken, lease);
            } else {
                work(taken, lease);
            }
            return;
        }
        if (!guard.awaitTurn(TICK_MS)) {
            lease.flush();
            return;
        }
        List<ConsumerRecord<byte[], byte[]>> taken;
        try {
            do {
                taken = take(lease);
            } while (taken.isEmpty() && guard.asksAlone(this) && !stopped());
            if (guard.suspects(taken)) {
                work(taken, lease);
                return;
            }
        } finally {
            guard.passTurn();
        }
        work(taken, lease);
    }

    /** Waits for the turn with jobs in hand, so that no other loop takes one meanwhile. */
    private void workInTurn(List<ConsumerRecord<byte[], byte[]>> taken, JobLease lease) throws InterruptedException {
        while (!guard.awaitTurn(TICK_MS)) {
            if (stopped()) {
                return; // the lease is closed, which releases them
            }
            lease.renewWhenDue();
        }
        try {
            work(taken, lease);
        } finally {
            guard.passTurn();
        }
    }

    private List<ConsumerRecord<byte[], byte[]>> take(JobLease lease) {
        return lease.take(guard.asks(this));
    }

    private void work(List<ConsumerRecord<byte[], byte[]>> taken, JobLease lease) throws InterruptedException {
        if (taken.isEmpty()) {
            return;
        }
        meters.begin();
        try {
            List<Ticket> tickets = taken.stream().map(Ticket::new).toList();
            Future<?> running = compute.submit(() -> work.work(tickets));
            for (Ticket ticket : tickets) {
                Outcome outcome = await(ticket, running, lease);
                lease.settle(ticket.delivery(), outcome);
                meters.count(outcome);
            }
        } finally {
            meters.end();
        }
    }

    private Outcome await(Ticket taken, Future<?> begun, JobLease lease) throws InterruptedException {
        Ticket ticket = taken;
        Future<?> running = begun;
        while (true) {
            try {
                return ticket.outcome().get(TICK_MS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (stopped() && System.nanoTime() - graceEnds >= 0) {
                    running.cancel(true);
                    return Outcome.RETRY;
                }
                lease.renewWhenDue();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof NewerRecordException newer) {
                    throw newer; // the lease is closed on the way, which releases the job
                }
                deliveries.failed(ticket.delivery(), e.getCause());
                if (deliveries.isLast(ticket.delivery())) {
                    // Released, it would vanish without a result: its answer is written until it is.
                    LOG.error("job is given up and its answer is written, again if it has to be", e.getCause());
                    stopping.await(AFTER_FAILURE_MS, TimeUnit.MILLISECONDS);
                    Ticket again = new Ticket(ticket.delivery());
                    running = compute.submit(() -> work.work(List.of(again)));
                    ticket = again;
                    continue;
                }
                LOG.error("job failed and is released for another attempt", e.getCause());
                return Outcome.RETRY;
            }
        }
    }

    private boolean stopped() {
        return stopping.getCount() == 0;
    }
}
