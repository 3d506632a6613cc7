package org.larmor.cli;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.larmor.models.ModelCard;
import org.larmor.models.ModelException;
import org.larmor.models.ModelFile;
import org.larmor.models.ModelLibrary;
import org.larmor.models.Safetensors;
import org.larmor.nn.CoilMapping;
import org.larmor.nn.FinalImage;
import org.larmor.recon.engine.TorchEngine;
import org.larmor.scan.ModelRange;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code larmor models import}. */
@Command(
        name = "import",
        description = "Take in weights with the reference implementation's names; the network is read off their shapes.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  larmor models import weights.safetensors --name knee-v1 --measured 3-8/5/4-32",
            "  larmor models import weights.npz --name ssl-v1 --final-image data_consistency --domain knee-pd,knee-t1",
        })
final class ModelsImportCommand implements Callable<Integer> {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    private static final Pattern RANGE =
            Pattern.compile("([0-9.]{1,9})-([0-9.]{1,9})/([0-9]{1,5})/([0-9]{1,5})-([0-9]{1,5})");

    @Parameters(paramLabel = "FILE", description = "Tensors by name: .safetensors or .npz.")
    private Path file;

    @Option(names = "--name", required = true, description = "What the model is to be called.")
    private String name;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = ModelFolder.NAME,
            description = "The folder of models that it goes to (${DEFAULT-VALUE}).")
    private Path out;

    @Option(
            names = "--domain",
            split = ",",
            paramLabel = "NAME",
            description = "The kinds of scans that it is for: protocol names, in lower case, joined by hyphens.")
    private List<String> domains = List.of();

    @Option(
            names = "--final-image",
            defaultValue = "MODULUS",
            description = "How its last image becomes the result: ${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
    private FinalImage finalImage;

    @Option(
            names = "--measured",
            paramLabel = "A-B/L/C-D",
            description = "The scans that it was measured for and is better than sense: net accelerations A to B, at least "
                    + "L central lines, C to D channels. The recipe auto takes it for these alone.")
    private @Nullable String measured;

    @Option(
            names = "--maps",
            defaultValue = "ACS",
            description = "How its first coil maps are made: ${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
    private CoilMapping maps;

    @Spec
    private CommandSpec spec;

    private Optional<ModelRange> measured() {
        if (measured == null) {
            return Optional.empty();
        }
        Matcher range = RANGE.matcher(measured);
        if (!range.matches()) {
            throw new ParameterException(spec.commandLine(), "--measured is A-B/L/C-D, such as 3-8/5/4-32: " + measured);
        }
        try {
            return Optional.of(new ModelRange(
                    Double.parseDouble(range.group(1)),
                    Double.parseDouble(range.group(2)),
                    Integer.parseInt(range.group(3)),
                    Integer.parseInt(range.group(4)),
                    Integer.parseInt(range.group(5)),
                    false));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--measured " + measured + ": " + e.getMessage());
        }
    }

    @Override
    public Integer call() throws IOException {
        if (!NAME.matcher(name).matches()) {
            throw new ParameterException(
                    spec.commandLine(), "a name is up to 64 letters, digits, dots, hyphens and underscores: " + name);
        }
        Path card = out.resolve(name + ".json");
        if (Files.exists(card)) {
            throw new ModelException(card + " is there already; choose another name");
        }
        ModelCard saved;
        try (NDManager manager = TorchEngine.inferenceManager()) {
            ModelFile.Loaded read = ModelFile.imported(manager, file, finalImage);
            Map<String, String> notes = new LinkedHashMap<>(read.card().notes());
            if (!domains.isEmpty()) {
                notes.put(ModelLibrary.DOMAINS, String.join(",", domains));
            }
            saved = ModelFile.save(
                    out,
                    name,
                    read.card().config().withMaps(maps),
                    finalImage,
                    read.parameters(),
                    Safetensors.Storage.F32,
                    measured(),
                    notes);
        }
        PrintWriter print = spec.commandLine().getOut();
        print.println(ModelLibrary.versionOf(saved) + ": "
                + saved.config().network().getClass().getSimpleName().replace("Config", "") + ", "
                + saved.parameters() + " parameters, in " + card);
        print.flush();
        return ExitCode.FINE;
    }
}
