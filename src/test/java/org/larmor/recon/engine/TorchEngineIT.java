package org.larmor.recon.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TorchEngineIT {
    /** What a process without any flag or variable of ours does; libgomp itself says what it read. */
    @Test
    void settingsReachTheNativeLibrariesOfAProcessStartedWithoutThem() throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Started.class.getName());
        for (String name : List.of("OMP_WAIT_POLICY", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "DJL_OFFLINE")) {
            builder.environment().remove(name);
        }
        builder.environment().put("OMP_DISPLAY_ENV", "TRUE");
        Process process = builder.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output).contains("OMP_WAIT_POLICY = 'PASSIVE'").contains("OMP_NUM_THREADS = '2'");
        assertThat(output).contains("property DJL_OFFLINE true").contains("property OPT_OUT_TRACKING true");
        assertThat(output).contains("intra-op 2").contains("inter-op 1");
    }

    /** The process of the test above. */
    static final class Started {
        private Started() {}

        public static void main(String[] arguments) {
            TorchEngine.load(2, Path.of(System.getProperty("user.home"), ".cache", "larmor", "djl"));
            try (NDManager manager = TorchEngine.inferenceManager()) {
                NDArray a = manager.ones(new Shape(512, 512));
                System.out.println("product " + a.matMul(a).getFloat(0, 0));
            }
            System.out.println("property DJL_OFFLINE " + System.getProperty("DJL_OFFLINE"));
            System.out.println("property OPT_OUT_TRACKING " + System.getProperty("OPT_OUT_TRACKING"));
            System.out.println("intra-op " + JniUtils.getNumThreads());
            System.out.println("inter-op " + JniUtils.getNumInteropThreads());
        }
    }

    @Test
    void gradientsAreOffOnInferenceThreadsAlone() throws Exception {
        TorchEngine.load();
        AtomicBoolean plain = new AtomicBoolean();
        AtomicBoolean inference = new AtomicBoolean(true);
        Thread first = new Thread(() -> plain.set(JniUtils.isGradMode()));
        Thread second = new Thread(() -> {
            try (NDManager manager = TorchEngine.inferenceManager()) {
                assertThat(manager.isOpen()).isTrue();
                inference.set(JniUtils.isGradMode());
            }
        });
        first.start();
        first.join();
        second.start();
        second.join();
        assertThat(plain).as("the engine's default for a new thread").isTrue();
        assertThat(inference).isFalse();
    }
}
