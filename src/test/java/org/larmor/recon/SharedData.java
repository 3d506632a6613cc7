package org.larmor.recon;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** The data beside the repository; tests that need it are skipped where it is absent. */
public final class SharedData {
    private SharedData() {}

    public static Path require(String relative) {
        Path path = Path.of(System.getProperty("larmor.shared", "../shared"))
                .resolve("data")
                .resolve(relative);
        Assumptions.assumeTrue(Files.exists(path), () -> path + " is not here");
        return path;
    }
}
