package org.larmor.router;

import org.larmor.bus.Pool;
import org.larmor.bus.record.Job;
import org.larmor.bus.record.ResultEvent;
import org.larmor.telemetry.FailPoint;

/** Sends decisions to the topology's sinks. */
final class SinkDecisions implements Decisions {
    /** A way into the topology. */
    @FunctionalInterface
    interface Sink {
        void forward(String scan, Object value, String sink);
    }

    private final Sink sink;

    SinkDecisions(Sink sink) {
        this.sink = sink;
    }

    @Override
    public void job(Job job) {
        if (job.recipe().makesImages()) {
            sink.forward(job.scan(), job, Pool.of(job.recipe()).name());
        } else {
            result(
                    job.partition(),
                    new ResultEvent.FrameNone(job.scan(), job.frame(), job.revision(), job.warnings(), job.hops()));
        }
        FailPoint.hit("router.job-sent");
    }

    @Override
    public void refused(Job job, String why) {
        result(
                job.partition(),
                new ResultEvent.FrameFailed(
                        job.scan(), job.frame(), job.revision(), why, job.warnings(), job.hops()));
        FailPoint.hit("router.job-sent");
    }

    @Override
    public void result(int partition, ResultEvent result) {
        sink.forward(result.scan(), new Addressed(partition, result), RouterTopology.RESULTS);
    }

    /** A result on its way to its scan's partition. */
    record Addressed(int partition, ResultEvent result) {}
}
