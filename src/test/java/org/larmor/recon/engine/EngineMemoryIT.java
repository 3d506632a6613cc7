package org.larmor.recon.engine;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.larmor.telemetry.OutOfMemory;

import static org.assertj.core.api.Assertions.assertThat;

/** What the engine says where it cannot have the memory that it asks for is understood as that. */
class EngineMemoryIT {
    @Test
    void processEndsWhereTheEngineHasNone() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Greedy.class.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isEqualTo(OutOfMemory.STATUS);
        assertThat(output).contains("larmor: out of memory (").contains("DefaultCPUAllocator");
    }

    /** The process of the test above. */
    static final class Greedy {
        private Greedy() {}

        public static void main(String[] arguments) {
            try (NDManager manager = TorchEngine.inferenceManager()) {
                System.out.println("got " + manager.zeros(new Shape(1L << 46)).getShape());
            } catch (RuntimeException e) {
                OutOfMemory.endIfMeantBy(e);
                throw e;
            }
        }
    }
}
