package org.larmor.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.larmor.adapt.events.EventChain;
import org.larmor.adapt.lineage.ChainPicture;
import org.larmor.adapt.lineage.Generation;
import org.larmor.adapt.lineage.Lineage;
import org.larmor.adapt.lineage.LoggedImage;
import org.larmor.adapt.registry.ModelRegistry;
import org.larmor.bus.KafkaConnection;
import org.larmor.jssl.data.DataException;
import org.larmor.models.ModelException;
import org.larmor.mrd.header.HeaderException;
import org.larmor.mrd.header.ImageMeta;
import org.larmor.sim.ImageFile;
import org.larmor.sim.LabelledPng;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code larmor trace}: from an image to the model that made it, and to all that the model stands on. */
@Command(
        name = "trace",
        description = "Say why an image looks as it does: the model that made it, the runs and scans that the model was made "
                + "by, what its gates said, and who let it serve.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  larmor trace images/image_00001.png --data D",
            "  larmor trace images/images.mrd#3 --data D --json trace.json",
            "  larmor trace 7f3c…/0.2.0.0.0.0/0/0 --data D --picture chain.svg",
            "  larmor trace knee-run-7 --data D"
        })
final class TraceCommand implements Callable<Integer> {
    private static final String VERSION = "LarmorVersion";
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    @Parameters(
            paramLabel = "IMAGE|MODEL",
            description = "A PNG or images.mrd of Larmor's (its first image, or #N the Nth), an image's id (LarmorImageId), as long "
                    + "as its results are kept, or a model's name or version.")
    private String what;

    @Mixin
    private KafkaTarget target;

    @Option(names = "--json", paramLabel = "FILE", description = "Write it there too, as JSON.")
    private @Nullable Path json;

    @Option(names = "--picture", paramLabel = "FILE", description = "Draw the chain there, as SVG.")
    private @Nullable Path picture;

    @Spec
    private CommandSpec spec;

    /** @param image what the image says of itself; empty where a model was asked for */
    private record Trace(Map<String, String> image, List<Generation> generations, List<String> faults) {}

    @Override
    public Integer call() throws IOException {
        KafkaConnection kafka = target.connection();
        Map<String, String> image = image(kafka);
        EventChain chain = EventChain.read(kafka);
        String version = image.isEmpty() ? model(kafka) : image.get(VERSION);
        List<Generation> generations = version == null ? List.of() : Lineage.of(version, chain.events());
        if (image.isEmpty() && generations.getFirst().sha256() == null) {
            throw new DataException("no event names " + version);
        }
        Trace trace = new Trace(image, generations, chain.faults());
        print(trace, spec.commandLine().getOut());
        if (json != null) {
            JSON.writeValue(json.toFile(), trace);
        }
        if (picture != null) {
            Files.writeString(picture, ChainPicture.svg(trace.image(), trace.generations()));
        }
        return chain.faults().isEmpty() ? ExitCode.FINE : ExitCode.FAILED;
    }

    private String model(KafkaConnection kafka) throws IOException {
        try (ModelRegistry registry = ModelRegistry.read(kafka)) {
            return registry.find(what).version();
        } catch (ModelException e) {
            if (what.contains("@")) {
                return what; // one that is no longer kept has left its events
            }
            throw e;
        }
    }

    /** What the image says; empty where none was given. */
    private Map<String, String> image(KafkaConnection kafka) throws IOException {
        int hash = what.lastIndexOf('#');
        boolean numbered = hash > 0 && what.substring(hash + 1).matches("[1-9][0-9]{0,8}");
        Path file = Path.of(numbered ? what.substring(0, hash) : what);
        if (!Files.isRegularFile(file)) {
            if (!LoggedImage.isId(what)) {
                return Map.of();
            }
            return LoggedImage.find(kafka, what)
                    .filter(says -> !says.isEmpty())
                    .orElseThrow(() -> new DataException("no image " + what + " in the results, or not any more"));
        }
        Map<String, String> says = file.toString().endsWith(".png")
                ? LabelledPng.labels(file)
                : message(file, numbered ? Integer.parseInt(what.substring(hash + 1)) : 1);
        if (!says.containsKey("LarmorImageId")) {
            throw new DataException(file + " holds no image that says where it is from");
        }
        return says;
    }

    private static Map<String, String> message(Path file, int wanted) throws IOException {
        Map<String, String> says = new LinkedHashMap<>();
        int[] number = {0};
        ImageFile.read(file, image -> {
            if (++number[0] == wanted) {
                try {
                    ImageMeta meta = ImageMeta.parse(image.metaXml());
                    meta.names().stream()
                            .filter(name -> name.startsWith("Larmor"))
                            .forEach(name -> says.put(name, String.valueOf(meta.get(name))));
                } catch (HeaderException e) {
                    throw new IOException(file + ", image " + wanted + ": " + e.getMessage(), e);
                }
            }
        });
        if (number[0] < wanted) {
            throw new DataException(file + " holds " + number[0] + " images");
        }
        return says;
    }

    private static void print(Trace trace, PrintWriter out) {
        if (!trace.image().isEmpty()) {
            out.println("image " + trace.image().get("LarmorImageId"));
            trace.image().forEach((name, value) -> line(out, name, value));
            if (!trace.image().containsKey(VERSION)) {
                out.println("no model made it");
            }
        }
        for (Generation generation : trace.generations()) {
            out.println("model " + generation.version());
            line(out, "weights", generation.sha256() == null ? "no event names it" : "SHA-256 " + generation.sha256());
            if (generation.added() != null) {
                line(out, "in the registry", generation.added());
            }
            Generation.Training training = generation.training();
            if (training == null) {
                line(out, "made by", "no run of this site");
            } else {
                line(out, "made by", training.run() + ": " + training.steps() + " steps, seed " + training.seed()
                        + ", policy " + training.policy());
                training.scans().forEach((scan, samples) -> line(out, "learned from", "scan " + scan + ", " + samples
                        + " samples" + (training.forgotten().contains(scan) ? "; forgotten since" : "")));
                line(out, "and from", training.proxies().size() + " slices of proxies");
            }
            for (Generation.Gate gate : generation.gates()) {
                line(out, "gate", gate.run() + " for " + gate.domain() + ": "
                        + (gate.verdict() == null ? "failed" : gate.verdict().toLowerCase(java.util.Locale.ROOT))
                        + (gate.report().isEmpty() ? "" : ", report " + gate.report()));
                gate.reasons().forEach(reason -> line(out, "", reason));
            }
            generation.served().forEach(served -> line(out, "in service", served));
        }
        trace.faults().forEach(fault -> out.println("the record is broken: " + fault));
        out.flush();
    }

    private static void line(PrintWriter out, String about, String value) {
        out.printf("  %-20s %s%n", about, value);
    }
}
