package org.larmor.cli;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.larmor.adapt.events.AdaptClient;
import org.larmor.adapt.registry.ModelUpload;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.record.AdaptCommand;
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
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code larmor models import}. */
@Command(
        name = "import",
        description = "Take a model into a site's registry or a folder: one that was trained here, by its card, or weights "
                + "with the reference implementation's names, whose network is read off their shapes.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  larmor models import weights.safetensors --name knee-v1 --measured 3-8/5/4-32",
            "  larmor models import run/model.json --data /var/lib/larmor --as challenger --domain knee",
            "  larmor models import weights.npz --name ssl-v1 --final-image data_consistency --models models",
        })
final class ModelsImportCommand implements Callable<Integer> {
    private static final Pattern RANGE =
            Pattern.compile("([0-9.]{1,9})-([0-9.]{1,9})/([0-9]{1,5})/([0-9]{1,5})-([0-9]{1,5})");

    @Parameters(paramLabel = "FILE", description = "A card (.json), or tensors by name: .safetensors or .npz.")
    private Path file;

    @Option(names = "--name", description = "What weights are to be called; a card says it itself.")
    private @Nullable String name;

    @Mixin
    private ModelsPlace place;

    @Option(names = "--as", description = "What it becomes in the registry: ${COMPLETION-CANDIDATES}. Default: neither.")
    private @Nullable Becomes becomes;

    @Mixin
    private Order order;

    /** What it may be at once. */
    enum Becomes {
        CHALLENGER,
        CHAMPION
    }

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
        Optional<KafkaConnection> kafka = place.registry();
        if (kafka.isEmpty() && becomes != null) {
            throw new ParameterException(spec.commandLine(), "--as is for a registry: --data or --kafka");
        }
        ModelCard card;
        String where;
        if (kafka.isEmpty()) {
            card = ModelFile.readCard(files(Files.createDirectories(place.folder())));
            where = place.folder().toString();
        } else {
            try (TemporaryFolder folder = TemporaryFolder.make("larmor-import")) {
                Path file = files(folder.path());
                card = ModelFile.readCard(file);
                register(kafka.get(), file, ModelLibrary.versionOf(card));
            }
            where = "the registry" + (becomes == null ? "" : ", " + becomes.name().toLowerCase(java.util.Locale.ROOT) + " of " + order.domain());
        }
        PrintWriter print = spec.commandLine().getOut();
        print.println(ModelLibrary.versionOf(card) + ": "
                + card.config().network().getClass().getSimpleName().replace("Config", "") + ", " + card.parameters()
                + " parameters, in " + where);
        print.flush();
        return ExitCode.FINE;
    }

    private void register(KafkaConnection kafka, Path card, String version) throws IOException {
        ModelUpload.write(kafka, card, "imported");
        AdaptClient.ask(kafka, id -> new AdaptCommand.AddModel(id, version, order.asker().by(), order.asker().reason()));
        if (becomes != null) {
            AdaptClient.ask(kafka, id -> switch (becomes) {
                case CHALLENGER -> new AdaptCommand.Challenge(id, order.domain(), version, order.asker().by(), order.asker().reason());
                case CHAMPION -> new AdaptCommand.Promote(id, order.domain(), version, order.asker().by(), order.asker().reason());
            });
        }
    }

    /** The model's card and weights as files in a folder, tried by loading them; gives the card. */
    private Path files(Path folder) throws IOException {
        boolean trained = file.toString().endsWith(".json");
        if (trained == (name != null)) {
            throw new ParameterException(
                    spec.commandLine(), trained ? "a card says what its model is called: no --name" : "--name is missing");
        }
        if (name != null && !ModelCard.isName(name)) {
            throw new ParameterException(
                    spec.commandLine(), "a name is up to 64 letters, digits, dots, hyphens and underscores: " + name);
        }
        String called = trained ? ModelFile.readCard(file).name() : String.valueOf(name);
        Path card = folder.resolve(called + ".json");
        if (Files.exists(card)) {
            throw new ModelException(card + " is there already; choose another name");
        }
        try (NDManager manager = TorchEngine.inferenceManager()) {
            if (trained) {
                ModelCard read = ModelFile.load(manager, file).card();
                Files.copy(ModelFile.weightsOf(file, read), ModelFile.weightsOf(card, read));
                Files.copy(file, card);
            } else {
                ModelFile.Loaded read = ModelFile.imported(manager, file, finalImage);
                ModelFile.save(
                        folder,
                        called,
                        read.card().config().withMaps(maps),
                        finalImage,
                        read.parameters(),
                        Safetensors.Storage.F32,
                        measured(),
                        read.card().notes());
            }
        }
        return card;
    }
}
