package org.larmor.cli.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class ThreadTimesTest {
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    /** Seconds: a sum of parts is not the very number that they were taken from. */
    private static final double ROUNDING = 1e-9;

    @Test
    void partsTogetherAreTheProcess() {
        double before = PROCESS.getProcessCpuTime() / 1e9;
        double parts = ThreadTimes.read().values().stream().mapToDouble(Double::doubleValue).sum();
        assertThat(parts).isBetween(before - ROUNDING, PROCESS.getProcessCpuTime() / 1e9 + ROUNDING);
    }

    @Test
    void threadIsCountedWhereItsNameSays() throws InterruptedException {
        Map<String, Double> before = ThreadTimes.read();
        CompletableFuture<Double> used = new CompletableFuture<>();
        CountDownLatch read = new CountDownLatch(1);
        Thread scanner = Thread.ofPlatform().name("scanner-7").start(() -> {
            long until = System.nanoTime() + 200_000_000L;
            while (System.nanoTime() < until) {
                Thread.onSpinWait();
            }
            used.complete(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1e9);
            awaitQuietly(read);
        });
        double seconds = used.join();
        Map<String, Double> after = ThreadTimes.read();
        read.countDown();
        scanner.join();
        assertThat(after.get("simulated scanners") - before.get("simulated scanners")).isCloseTo(seconds, within(0.02));
        assertThat(after.get("gateway")).isEqualTo(before.get("gateway"));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
