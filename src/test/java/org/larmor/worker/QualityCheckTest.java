package org.larmor.worker;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.larmor.bus.record.ChunkKind;
import org.larmor.bus.record.ChunkRef;
import org.larmor.bus.record.Hops;
import org.larmor.bus.record.Job;
import org.larmor.bus.record.QualityLimit;
import org.larmor.mrd.FrameKey;
import org.larmor.recon.FrameInput;
import org.larmor.scan.Recipe;

import static org.assertj.core.api.Assertions.assertThat;

/** What becomes of a learned image that is to be checked. */
class QualityCheckTest {
    private static final QualityLimit LIMIT = new QualityLimit(4, -2, 6, -1.0, 6, 0.857);

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final Semaphore computing = new Semaphore(1);

    private QualityCheck.Quality check(Supplier<OptionalDouble> told, QualityLimit limit, int bytes) throws Exception {
        QualityGauge gauge = new QualityGauge() {
            @Override
            public OptionalDouble logError(Job job, FrameInput input) {
                assertThat(computing.availablePermits()).as("a pass among others").isZero();
                return told.get();
            }

            @Override
            public void close() {}
        };
        FrameMemory memory = new FrameMemory(64 << 20);
        try (QualityCheck check = new QualityCheck(() -> gauge, memory, computing, registry)) {
            Job job = new Job(
                    "scan", 0, new FrameKey(0, 0, 0, 0, 0, 0), 0, Recipe.JSSL, "m@1", List.of(),
                    List.of(new ChunkRef(ChunkKind.IMAGING, 0, 0, bytes, 0)), List.of(), false, List.of(), List.of(), null, limit,
                    Hops.routed(0, 0, 0));
            QualityCheck.Quality quality = check.of(job, null);
            assertThat(computing.availablePermits()).isEqualTo(1);
            assertThat(memory.tryTake(60 << 20)).as("all given back").isTrue();
            return quality;
        }
    }

    private double counted(String outcome) {
        return registry.counter("larmor.quality.checks", "outcome", outcome).count();
    }

    @Test
    void whatLiesWithinItsLimitIsInRange() throws Exception {
        assertThat(check(() -> OptionalDouble.of(-2.5), LIMIT, 1000).inRange()).isTrue();
        assertThat(check(() -> OptionalDouble.of(-1.5), LIMIT, 1000).inRange()).isFalse();
        assertThat(check(() -> OptionalDouble.of(Double.POSITIVE_INFINITY), LIMIT, 1000).inRange())
                .as("numbers that are none")
                .isFalse();
        assertThat(counted("in_range")).isEqualTo(1);
        assertThat(counted("out_of_range")).isEqualTo(2);
    }

    @Test
    void whatCannotBeCheckedGoesUnchecked() throws Exception {
        assertThat(check(OptionalDouble::empty, LIMIT, 1000)).isNull();
        assertThat(check(() -> {
            throw new IllegalStateException("the pass failed");
        }, LIMIT, 1000)).isNull();
        assertThat(check(() -> OptionalDouble.of(-9), LIMIT, 32 << 20)).as("no memory for it").isNull();
        assertThat(counted("unchecked")).isEqualTo(3);
        assertThat(check(() -> OptionalDouble.of(-9), null, 1000)).as("nobody asked").isNull();
        assertThat(counted("unchecked")).isEqualTo(3);
    }

    @Test
    void scannerIsToldInNumbers() throws Exception {
        assertThat(check(() -> OptionalDouble.of(-1), LIMIT, 1000).told())
                .isEqualTo("WRN sense instead of the model: its error on lines that were kept from it is 0.368, 0.135 at most where"
                        + " it was calibrated");
    }
}
