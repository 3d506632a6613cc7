package org.larmor.worker;

import ai.djl.pytorch.jni.JniUtils;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.larmor.recon.engine.NativeThreads;
import org.larmor.recon.engine.TorchEngine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** With the engine, which keeps the number of native threads per calling thread. */
class CoresIT {
    private final Semaphore computing = new Semaphore(2, true);

    @Test
    void whoIsAloneHasASecondCoreForAsLongAsItsWorkIsWide() throws Exception {
        try (Cores _ = Cores.take(computing, true)) {
            assertThat(computing.availablePermits()).isOne();
            assertThat(NativeThreads.wide(this::threadsAndIdleCores)).isEqualTo("2 threads, 0 idle");
            assertThat(threadsAndIdleCores()).isEqualTo("1 threads, 1 idle");
            assertThatThrownBy(() -> NativeThreads.wide(() -> {
                        throw new IllegalStateException("what is wide fails");
                    }))
                    .hasMessage("what is wide fails");
            assertThat(threadsAndIdleCores()).isEqualTo("1 threads, 1 idle");
            assertThat(NativeThreads.<String>wide(() -> NativeThreads.wide(this::threadsAndIdleCores))).isEqualTo("2 threads, 0 idle");
        }
        assertThat(NativeThreads.wide(this::threadsAndIdleCores)).isEqualTo("1 threads, 2 idle");
    }

    @Test
    void twoBesideEachOtherHaveOneEach() throws Exception {
        computing.acquire();
        try (Cores _ = Cores.take(computing, true)) {
            assertThat(NativeThreads.wide(this::threadsAndIdleCores)).isEqualTo("1 threads, 0 idle");
        }
        assertThat(computing.availablePermits()).isOne();
    }

    @Test
    void whatIsCheapLeavesTheSecondCoreToOthers() throws Exception {
        try (Cores _ = Cores.take(computing, false)) {
            assertThat(NativeThreads.wide(this::threadsAndIdleCores)).isEqualTo("1 threads, 1 idle");
        }
        assertThat(computing.availablePermits()).isEqualTo(2);
    }

    /** The engine keeps the number of native threads per calling thread: it is asked what it has. */
    private String threadsAndIdleCores() {
        TorchEngine.load();
        return JniUtils.getNumThreads() + " threads, " + computing.availablePermits() + " idle";
    }
}
