package org.larmor.worker;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.larmor.bus.Topics;
import org.larmor.bus.record.Job;
import org.larmor.scan.Recipe;
import org.larmor.telemetry.Telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A job that a later version of the program wrote, met by this one. */
@Timeout(180)
class NewerJobIT {
    @TempDir
    Path data;

    private WorkerBed bed;
    private final Telemetry telemetry = new Telemetry();

    @BeforeEach
    void start() {
        bed = new WorkerBed(data);
    }

    @AfterEach
    void stop() throws Exception {
        telemetry.close();
        bed.close();
    }

    @Test
    void stopsEveryLoopOfTheWorkerAndIsLeftToOthers() throws Exception {
        String scan = WorkerBed.newScan();
        Job job = bed.job(scan, Recipe.RSS, 0, new byte[1000]);
        byte[] later = Topics.JOBS_CLASSIC.value().serializer().serialize(Topics.JOBS_CLASSIC.name(), job);
        later[0]++;
        bed.submit(later);
        meet();
        // It was released: the next that comes is offered it, too.
        meet();
        assertThat(bed.deadLetters()).isEmpty();
        assertThat(bed.terminals(scan)).isEmpty();
    }

    private void meet() {
        WorkerSettings one = bed.settings();
        WorkerSettings two = new WorkerSettings(one.kafka(), one.pool(), 1, 2, 1, one.loadTimeout());
        try (Worker worker = new Worker(
                two, () -> new FakeReconstructor(input -> FakeReconstructor.image(input, 4, 4)), telemetry)) {
            await().atMost(Duration.ofSeconds(60)).until(() -> !worker.alive());
            await("the other loop ends, too").atMost(Duration.ofSeconds(60)).until(() -> loops() == 0);
        }
    }

    private static long loops() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().matches("worker-\\w+-\\d"))
                .count();
    }
}
