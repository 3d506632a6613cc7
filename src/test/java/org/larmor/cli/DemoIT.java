package org.larmor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class DemoIT {
    @TempDir
    Path folder;

    @Test
    void scansReconstructsJudgesAndLeavesNothingBehind() throws Exception {
        Path sheet = folder.resolve("sheet.png");
        Path json = folder.resolve("table.json");
        Path log = folder.resolve("log.txt");
        Path working = Files.createDirectory(folder.resolve("working"));
        Path target = Files.createDirectory(working.resolve("target"));
        Process process = new ProcessBuilder(List.of(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "demo",
                        "--no-learning",
                        "--sheet",
                        sheet.toString(),
                        "--json",
                        json.toString()))
                .directory(working.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(process.waitFor(4, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        String out = Files.readString(log);
        assertThat(process.exitValue()).as(out).isZero();
        assertThat(out)
                .contains("live page: http://127.0.0.1:", "contact sheet: " + sheet, "p50 ms", "NRMSE %")
                .containsPattern("full +rss +24 +24 ")
                .containsPattern("4x +auto +6 +6 ")
                .containsPattern("interleaved +auto +12 +12 ")
                .doesNotContain("\r", "\u001b[");
        for (JsonNode row : JsonMapper.builder().build().readTree(json.toFile())) {
            assertThat(row.get("images").asInt()).isEqualTo(row.get("frames").asInt());
            assertThat(row.get("MB/s").asDouble()).isPositive();
            assertThat(row.get("p99 ms").asDouble()).isGreaterThanOrEqualTo(row.get("p50 ms").asDouble());
            assertThat(row.get("p50 ms").asDouble()).isPositive();
            assertThat(row.get("NRMSE %").asDouble()).isBetween(0.01, 12.0);
            // a root sum of squares has the floor of its noise in the air around the object
            boolean floor = row.get("scanner").asText().equals("interleaved");
            assertThat(row.get("SSIM").asDouble()).isBetween(row.get("scanner").asText().equals("4x") ? 0.6 : floor ? 0.75 : 0.85, 1.0);
        }
        assertThat(greysOf(sheet)).hasSizeGreaterThan(100);
        assertThat(target).as("temporary data").isEmptyDirectory();
    }

    /** The second part, as a newcomer gets it; whatever the verdict, the picture says what it is. */
    @Test
    @Tag("full")
    void siteThatLearnsIsShownBeforeAndAfter() throws Exception {
        StringWriter said = new StringWriter();
        var line = Main.commandLine();
        line.setOut(new PrintWriter(said, true));
        assertThat(line.execute("demo", "--data", folder.resolve("data").toString(), "--sheet", folder.resolve("s.png").toString()))
                .as(said.toString())
                .isZero();
        assertThat(said.toString()).contains("training for 150 steps", "gate-1: ", "what it has learned: " + folder.resolve("s-learned.png"));
        BufferedImage picture = ImageIO.read(folder.resolve("s-learned.png").toFile());
        assertThat(picture.getWidth()).isGreaterThan(1000);
    }

    private static Set<Integer> greysOf(Path sheet) throws IOException {
        BufferedImage image = ImageIO.read(sheet.toFile());
        assertThat(image.getWidth()).isGreaterThan(1000);
        assertThat(image.getHeight()).isGreaterThan(900);
        Set<Integer> colours = new HashSet<>();
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                colours.add(image.getRGB(x, y));
            }
        }
        return colours;
    }
}
