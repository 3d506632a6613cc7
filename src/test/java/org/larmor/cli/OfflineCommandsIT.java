package org.larmor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.larmor.infer.TestModels;
import org.larmor.mrd.FrameKey;
import org.larmor.mrd.file.Tools;
import org.larmor.mrd.header.ImageMeta;
import org.larmor.nn.CoilMapping;
import org.larmor.nn.ModelConfig;
import org.larmor.nn.VsharpConfig;
import org.larmor.sim.ImageFile;
import picocli.CommandLine;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code models} and {@code reconstruct}, without any server. */
class OfflineCommandsIT {
    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(Object... args) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        String[] words = new String[args.length];
        for (int i = 0; i < args.length; i++) {
            words[i] = args[i].toString();
        }
        return Main.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
                .execute(words);
    }

    @Test
    void weightsAreImportedListedAndShown() throws Exception {
        Path weights = folder.resolve("elsewhere");
        TestModels.save(weights, "published", ModelConfig.vsharp(VsharpConfig.of(2, 2, 4, 2)));
        Path models = folder.resolve("models");
        assertThat(run("models", "import", weights.resolve("published.safetensors"), "--name", "knee-v1", "--models",
                        models, "--maps", "espirit"))
                .as(err.toString()).isZero();
        assertThat(out.toString()).contains("knee-v1@").contains("Vsharp");
        assertThat(run("models", "import", weights.resolve("published.safetensors"), "--name", "knee-v1", "--models",
                        models))
                .isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains("is there already").hasLineCount(1);
        assertThat(run("models", "import", weights.resolve("published.safetensors"), "--name", "../v1"))
                .isEqualTo(ExitCode.USAGE);

        Path json = folder.resolve("table.json");
        assertThat(run("models", "list", "--models", models, "--json", json)).isZero();
        assertThat(out.toString()).contains("knee-v1@").contains("espirit");
        assertThat(new ObjectMapper().readTree(json.toFile()).get(0).get("maps").asText()).isEqualTo("espirit");

        Path card = folder.resolve("card.json");
        for (Object model : new Object[] {"knee-v1", models.resolve("knee-v1.json")}) {
            assertThat(run("models", "show", model, "--models", models, "--json", card)).isZero();
            assertThat(out.toString()).contains("knee-v1@").contains("network.steps").contains("imported")
                    .contains("SHA-256");
        }
        assertThat(new ObjectMapper().readTree(card.toFile()).get("name").asText()).isEqualTo("knee-v1");
        assertThat(run("models", "show", "nobody", "--models", models)).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains("no model nobody").contains("knee-v1@");
    }

    @Test
    void aFileIsReconstructedWithoutAServer() throws Exception {
        Path file = Tools.phantom(folder, "p", "-m", "64", "-c", "8", "-r", "5", "-n", "0.002");
        Map<FrameKey, double[][]> truth = ReferenceImages.of(file, false);
        Path models = folder.resolve("models");
        String version = TestModels.save(models, "same", TestModels.varNet(CoilMapping.ESPIRIT), w -> w.mul(0));
        for (String recipe : new String[] {"rss", "sense", "jssl"}) {
            Path to = folder.resolve(recipe);
            int code = recipe.equals("jssl")
                    ? run("reconstruct", file, "--recipe", recipe, "--model", "same", "--models", models, "--out", to)
                    : run("reconstruct", file, "--recipe", recipe, "--out", to);
            assertThat(code).as(err.toString()).isZero();
            JsonNode report = new ObjectMapper().readTree(to.resolve("report.json").toFile());
            assertThat(report.get("images").asInt()).isEqualTo(5);
            assertThat(report.get("failed").asInt()).isZero();
            assertThat(report.get("fallbacks").asInt()).isZero();
            JsonNode first = report.get("image_list").get(0);
            assertThat(first.get("meta").get("LarmorRecipe").asText()).isEqualTo(recipe);
            if (recipe.equals("jssl")) {
                assertThat(first.get("meta").get("LarmorVersion").asText()).isEqualTo(version);
            }
            assertThat(ImageIO.read(to.resolve(first.get("png").asText()).toFile()).getHeight()).isEqualTo(64);
            ImageFile.read(to.resolve("images.mrd"), image -> {
                FrameKey key = key(image.metaXml());
                double error = ReferenceImages.error(image.floats(), truth.get(key));
                assertThat(error).as(recipe + " " + key).isLessThan(recipe.equals("rss") ? 1e-4 : 0.05);
            });
        }
    }

    @Test
    void whatCannotBeDoneIsSaid() throws Exception {
        Path file = Tools.phantom(folder, "q", "-m", "32", "-c", "2");
        Path none = Files.createDirectories(folder.resolve("none"));
        Path to = folder.resolve("to");
        assertThat(run("reconstruct", file, "--recipe", "nonsense", "--out", to)).isEqualTo(ExitCode.USAGE);
        assertThat(run("reconstruct", file, "--recipe", "rss", "--model", "x", "--out", to)).isEqualTo(ExitCode.USAGE);
        assertThat(run("reconstruct", file, "--recipe", "jssl", "--model", "x", "--models", none, "--out", to))
                .isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains("no model x").hasLineCount(1);
        assertThat(run("reconstruct", folder.resolve("absent.h5"), "--out", to)).isEqualTo(ExitCode.FAILED);
        assertThat(run("reconstruct", "--help")).isZero();
        assertThat(out.toString()).contains("Exit codes");
    }

    private static FrameKey key(String meta) {
        try {
            return FrameKey.parse(ImageMeta.parse(meta).get("LarmorFrame"));
        } catch (org.larmor.mrd.header.HeaderException e) {
            throw new IllegalStateException(e);
        }
    }
}
