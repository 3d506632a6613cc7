package org.larmor.worker;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.larmor.recon.engine.NativeThreads;
import org.larmor.recon.engine.TorchEngine;

import static org.assertj.core.api.Assertions.assertThat;

/** The engine keeps the number of native threads per calling thread: it is asked what it has. */
class CoresIT {
    private final Semaphore computing = new Semaphore(2, true);

    @Test
    void aNetworkThatIsAloneHasTwoCoresAndGivesBothBack() throws Exception {
        try (Cores _ = Cores.take(computing, true)) {
            assertThat(computing.availablePermits()).isZero();
            assertThat(threadsOfWideWork()).isEqualTo(2);
            assertThat(JniUtils.getNumThreads()).isEqualTo(1);
        }
        assertThat(computing.availablePermits()).isEqualTo(2);
        assertThat(threadsOfWideWork()).isEqualTo(1);
    }

    @Test
    void whatIsNoNetworkLeavesTheSecondCoreToOthers() throws Exception {
        try (Cores _ = Cores.take(computing, false)) {
            assertThat(computing.availablePermits()).isEqualTo(1);
            assertThat(threadsOfWideWork()).isEqualTo(1);
        }
        assertThat(computing.availablePermits()).isEqualTo(2);
    }

    @Test
    void networksBesideEachOtherHaveOneEach() throws Exception {
        computing.acquire();
        try (Cores _ = Cores.take(computing, true)) {
            assertThat(threadsOfWideWork()).isEqualTo(1);
        }
        assertThat(computing.availablePermits()).isEqualTo(1);
    }

    private static int threadsOfWideWork() {
        try (NDManager manager = TorchEngine.manager();
                NDArray threads = NativeThreads.wide(() -> manager.create(JniUtils.getNumThreads()))) {
            return threads.getInt();
        }
    }
}
