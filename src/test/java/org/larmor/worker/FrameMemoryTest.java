package org.larmor.worker;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@Timeout(60)
class FrameMemoryTest {
    private static final long MB = 1 << 20;
    private final FrameMemory memory = new FrameMemory(10 * MB);

    @Test
    void whatNeverFitsIsRefusedWithItsSizeTheBoundAndTheFlag() {
        assertThat(memory.refusal(9 * MB)).isEmpty();
        assertThat(memory.refusal(12 * MB)).hasValue(
                "the frame takes 12.0 MB to load, at most 10.0 MB are there for it (--worker-memory)");
        assertThat(memory.refusal(Long.MAX_VALUE / 2)).isPresent();
    }

    @Test
    void largeFrameIsNotOvertakenForEverAndRunsAlone() throws Exception {
        memory.take(4 * MB);
        CountDownLatch largeRuns = new CountDownLatch(1);
        Thread large = Thread.ofPlatform().start(() -> {
            take(9 * MB);
            largeRuns.countDown();
        });
        await().until(() -> large.getState() == Thread.State.WAITING);
        assertThat(memory.tryTake(MB)).as("a small one that comes after it").isFalse();
        memory.giveBack(4 * MB);
        largeRuns.await();
        assertThat(memory.tryTake(4 * MB)).as("beside it").isFalse();
        memory.giveBack(9 * MB);
        assertThat(memory.tryTake(4 * MB)).isTrue();
    }

    private void take(long bytes) {
        try {
            memory.take(bytes);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
