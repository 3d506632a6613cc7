package org.larmor.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.larmor.adapt.events.AdaptClient;
import org.larmor.adapt.events.RefusedException;
import org.larmor.adapt.registry.ModelRegistry;
import org.larmor.adapt.samples.ProxyUpload;
import org.larmor.adapt.samples.ScanKeys;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.SiteKey;
import org.larmor.bus.record.AdaptCommand;
import org.larmor.bus.record.AdaptEvent;
import org.larmor.bus.record.ProxySlice;
import org.larmor.jssl.data.DataException;
import org.larmor.jssl.data.OpenFiles;
import org.larmor.jssl.data.SliceRef;
import org.larmor.jssl.data.SliceSelection;
import org.larmor.models.ModelCard;
import org.larmor.models.ModelLibrary;
import org.larmor.recon.engine.TorchEngine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code larmor proxies add}. */
@Command(
        name = "add",
        description = "Put fully sampled slices (fastMRI's HDF5, ISMRMRD raw data) into a new set. A part of the patients is "
                + "for validation, which no training ever sees.",
        mixinStandardHelpOptions = true)
final class ProxiesAddCommand implements Callable<Integer> {
    /** Of the patients, where nothing is said: by a keyed hash, as good as a draw. */
    private static final double VALIDATION = 0.25;

    private static final int HASHED_DIGITS = 8;

    @Parameters(arity = "1..*", paramLabel = "PATH", description = "Files, folders or lists, as `larmor train` takes them.")
    private List<String> paths;

    @Mixin
    private KafkaTarget target;

    @Option(names = "--set", required = true, paramLabel = "NAME", description = "What they are called together.")
    private String set;

    @ArgGroup
    private @Nullable Patients patients;

    /** Who was scanned, where files do not say; else each file is a patient. */
    private static final class Patients {
        @Option(names = "--patient", paramLabel = "ID", description = "All are of this patient.")
        private @Nullable String patient;

        @Option(names = "--slice-is-patient", description = "Each slice is of another patient.")
        private boolean slice;
    }

    @Option(
            names = "--validation",
            paramLabel = "NAME",
            arity = "1..*",
            description = "These files, by their names without folder, or NAME#0,3-5 these slices, are for validation, and no "
                    + "others. Default: a quarter of the patients.")
    private List<String> validation = List.of();

    @Mixin
    private SampleKeysOption sampleKeys;

    @Mixin
    private SiteKeyOption siteKey;

    @Mixin
    private Asker asker;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        KafkaConnection kafka = target.connection();
        SiteKey key = siteKey.of(target, kafka);
        List<SliceRef> slices = SliceSelection.of(paths);
        List<String> learned = learned(kafka);
        TorchEngine.load();
        ScanKeys keys = sampleKeys.of(target);
        List<ProxySlice> stored = new ArrayList<>();
        try (OpenFiles files = new OpenFiles();
                ProxyUpload upload = new ProxyUpload(kafka, key, keys, set)) {
            for (SliceRef slice : slices) {
                if (!files.complete(slice)) {
                    throw new DataException(slice.key() + " is not fully sampled, so it is no proxy");
                }
                boolean measured = isValidation(slice, key);
                if (measured && learned.stream().anyMatch(name -> SliceSelection.means(name, slice))) {
                    throw new DataException(slice.key() + " cannot be for validation: a model of this site was trained on it"
                            + " (--validation names others)");
                }
                stored.add(upload.add(files.read(slice), patient(slice), measured));
            }
        }
        AdaptEvent.What what;
        try {
            what = AdaptClient.ask(kafka, id -> new AdaptCommand.AddProxies(id, set, stored, asker.by(), asker.reason()));
        } catch (RefusedException e) {
            for (ProxySlice slice : stored) {
                keys.destroy(slice.key());
            }
            throw e;
        }
        if (what instanceof AdaptEvent.ProxiesAdded added) {
            spec.commandLine().getOut().println("set " + set + ": " + added.training() + " slices to learn from, "
                    + added.validation() + " to measure by");
            spec.commandLine().getOut().flush();
        }
        return ExitCode.FINE;
    }

    private String patient(SliceRef slice) {
        if (patients != null && patients.patient != null) {
            return patients.patient;
        }
        return patients != null && patients.slice ? slice.key() : String.valueOf(slice.file().getFileName());
    }

    private boolean isValidation(SliceRef slice, SiteKey key) {
        if (!validation.isEmpty()) {
            return validation.stream().anyMatch(name -> SliceSelection.means(name, slice));
        }
        String drawn = key.hash("validation", patient(slice)).substring(0, HASHED_DIGITS);
        return Long.parseLong(drawn, 16) < VALIDATION * (1L << (4 * HASHED_DIGITS));
    }

    /** What the site's models say that they were trained on, as file names with slices. */
    private static List<String> learned(KafkaConnection kafka) throws IOException {
        try (ModelRegistry registry = ModelRegistry.read(kafka)) {
            Stream<ModelCard> cards = Stream.concat(
                    ModelLibrary.bundled().starter().map(ModelLibrary.Entry::model).stream(),
                    registry.versions().stream().flatMap(version -> ModelRegistry.card(version).stream()));
            return cards.flatMap(card -> Stream.of("proxy", "target")
                            .map(note -> card.notes().getOrDefault(note, ""))
                            .flatMap(names -> Arrays.stream(names.split(" "))))
                    .filter(name -> !name.isBlank())
                    .toList();
        }
    }
}
