package org.larmor.worker;

import ai.djl.pytorch.jni.JniUtils;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.larmor.recon.engine.TorchEngine;

import static org.assertj.core.api.Assertions.assertThat;

/** The engine keeps the number of native threads per calling thread: it is asked what it has. */
class CoresIT {
    private final Semaphore computing = new Semaphore(2, true);

    @BeforeAll
    static void loadTheEngine() {
        TorchEngine.load();
    }

    @Test
    void aLoneCostlyFrameHasTwoCoresAndGivesBothBack() throws Exception {
        try (Cores _ = Cores.take(computing, true)) {
            assertThat(computing.availablePermits()).isZero();
            assertThat(JniUtils.getNumThreads()).isEqualTo(2);
        }
        assertThat(computing.availablePermits()).isEqualTo(2);
        assertThat(JniUtils.getNumThreads()).isEqualTo(1);
    }

    @Test
    void aCheapFrameLeavesTheSecondCoreToOthers() throws Exception {
        try (Cores _ = Cores.take(computing, false)) {
            assertThat(computing.availablePermits()).isEqualTo(1);
            assertThat(JniUtils.getNumThreads()).isEqualTo(1);
        }
        assertThat(computing.availablePermits()).isEqualTo(2);
    }

    @Test
    void framesBesideEachOtherHaveOneEach() throws Exception {
        computing.acquire();
        try (Cores _ = Cores.take(computing, true)) {
            assertThat(JniUtils.getNumThreads()).isEqualTo(1);
        }
        assertThat(computing.availablePermits()).isEqualTo(1);
    }
}
