package org.larmor.recon.engine;

import ai.djl.engine.EngineException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

class DeviceMemoryTest {
    private static DeviceMemory of(ComputeDevice device, long bound) {
        return new DeviceMemory(device, bound, step -> {});
    }

    /** As libtorch 2.7 words them. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "CUDA out of memory. Tried to allocate 20.00 MiB. GPU 0 has a total capacity of 79.10 GiB of which 5 MiB is free",
                "CUDA error: out of memory\nCUDA kernel errors might be asynchronously reported at some other API call",
                "CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`",
                "cuDNN error: CUDNN_STATUS_ALLOC_FAILED",
                "cuFFT error: CUFFT_ALLOC_FAILED"
            })
    void aDevicesExhaustedMemoryIsKnownHoweverDeepItLies(String message) {
        assertThat(DeviceMemory.isExhausted(new EngineException(message))).isTrue();
        assertThat(DeviceMemory.isExhausted(new IllegalStateException("wrapped", new EngineException(message))))
                .isTrue();
    }

    @Test
    void othersAreNone() {
        assertThat(DeviceMemory.isExhausted(new EngineException("CUDA error: an illegal memory access was encountered")))
                .isFalse();
        assertThat(DeviceMemory.isExhausted(new OutOfMemoryError("Java heap space"))).isFalse();
        assertThat(DeviceMemory.isExhausted(new EngineException("DefaultCPUAllocator: can't allocate memory")))
                .isFalse();
        assertThat(DeviceMemory.isExhausted(new IllegalStateException((String) null))).isFalse();
    }

    @Test
    void whatNeverFitsIsExhausted() {
        DeviceMemory memory = of(ComputeDevice.cuda(0), 100);
        assertThat(catchThrowable(() -> memory.take(101))).matches(DeviceMemory::isExhausted);
        try (DeviceMemory.Taken all = memory.take(100)) {
            assertThat(all).isNotNull();
        }
    }

    @Test
    void theProcessorIsBoundedElsewhere() {
        try (DeviceMemory.Taken all = of(ComputeDevice.PROCESSOR, 1).take(Long.MAX_VALUE)) {
            assertThat(all).isNotNull();
        }
    }

    @Test
    void anUnboundedOneTakesAsOftenAsOneLikes() {
        DeviceMemory memory = of(ComputeDevice.cuda(0), Long.MAX_VALUE);
        try (DeviceMemory.Taken one = memory.take(1L << 40);
                DeviceMemory.Taken other = memory.take(1L << 40)) {
            assertThat(one).isNotSameAs(other);
        }
    }

    @Test
    @Timeout(10)
    void whoDoesNotFitWaitsForTheOthers() throws InterruptedException {
        DeviceMemory memory = of(ComputeDevice.cuda(0), 100);
        AtomicBoolean given = new AtomicBoolean();
        AtomicBoolean early = new AtomicBoolean();
        CountDownLatch done = new CountDownLatch(1);
        DeviceMemory.Taken first = memory.take(60);
        Thread second = Thread.ofPlatform().start(() -> {
            try (DeviceMemory.Taken _ = memory.take(50)) {
                early.set(!given.get());
                done.countDown();
            }
        });
        while (second.getState() != Thread.State.WAITING && second.isAlive()) {
            Thread.onSpinWait();
        }
        given.set(true);
        first.close();
        done.await();
        second.join();
        assertThat(early).as("it took what was not free").isFalse();
    }
}
