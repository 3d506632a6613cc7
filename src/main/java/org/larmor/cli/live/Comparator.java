package org.larmor.cli.live;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.larmor.adapt.runs.RunTraining;
import org.larmor.adapt.runs.StoredSlices;
import org.larmor.bus.record.LedgerEntry;
import org.larmor.jssl.data.DataException;
import org.larmor.jssl.data.KspaceSlice;
import org.larmor.jssl.data.SliceFile;
import org.larmor.jssl.data.SliceOpener;
import org.larmor.jssl.data.SliceRef;
import org.larmor.jssl.run.Mode;
import org.larmor.jssl.run.TrainingData;
import org.larmor.jssl.run.TrainingListener;
import org.larmor.jssl.run.TrainingOutput;
import org.larmor.jssl.run.TrainingRecipe;
import org.larmor.jssl.run.TrainingSession;
import org.larmor.jssl.sampling.Acceleration;
import org.larmor.models.ModelLibrary;
import org.larmor.models.Safetensors;
import org.larmor.recon.engine.DeviceMemory;
import org.larmor.recon.engine.TorchEngine;

/**
 * What a site would have without proxies or with all truths: trained as its own runs are, each from the one before, with
 * neither gate nor rollback.
 */
final class Comparator {
    private static final int SAVE_EVERY = 25;
    private static final int MOST_ACCELERATIONS = 4;

    private final Path folder;
    private final int steps;
    private final Path start;

    /** What is compared with. */
    enum Kind {
        /** Self-supervised on the very samples of the site's run. */
        SSL,
        /** Under supervision by all k-space of the patients who have streamed: what no site has. */
        SUPERVISED;

        String label() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /**
     * For one site.
     *
     * @param folder gets a folder for each training
     * @param start the card of the model that the site has started with
     */
    Comparator(Path folder, int steps, Path start) {
        this.folder = folder;
        this.steps = steps;
        this.start = start;
    }

    /** Where a round's model lies. */
    Path card(Kind kind, int round) {
        return round == 0 ? start : output(kind, round).card();
    }

    private TrainingOutput output(Kind kind, int round) {
        String name = kind.label() + "-" + round;
        return new TrainingOutput(folder.resolve(name), name, Safetensors.Storage.F32, SAVE_EVERY, steps, Map.of());
    }

    /** Trains by what the site has sampled. */
    boolean selfSupervised(int round, StoredSlices slices, List<LedgerEntry> samples, BooleanSupplier stop) throws IOException {
        List<SliceRef> targets =
                samples.stream().map(entry -> slices.sample(entry.sample())).toList();
        return train(
                Kind.SSL,
                round,
                new TrainingData(
                        Mode.SSL,
                        List.of(),
                        targets,
                        List.of(),
                        List.of(Acceleration.parse("4")), // samples are what they are: nothing is drawn
                        Optional.empty(),
                        round,
                        slices),
                stop);
    }

    /** Trains by the truth of all scans that have streamed to be learned from. */
    boolean supervised(int round, List<LiveScan> scans, BooleanSupplier stop) throws IOException {
        Map<SliceRef, KspaceSlice> slices = new HashMap<>();
        Set<Acceleration> accelerations = new LinkedHashSet<>();
        for (LiveScan scan : scans) {
            for (LiveScan.Slice slice : scan.slices()) {
                slices.put(slice.ref(), slice.complete());
                if (accelerations.size() < MOST_ACCELERATIONS) {
                    accelerations.add(RunTraining.acceleration(slice.complete().only(slice.mask().columns())));
                }
            }
        }
        return train(
                Kind.SUPERVISED,
                round,
                new TrainingData(
                        Mode.SL,
                        scans.stream()
                                .flatMap(scan -> scan.slices().stream())
                                .map(LiveScan.Slice::ref)
                                .toList(),
                        List.of(),
                        List.of(),
                        List.copyOf(accelerations),
                        Optional.empty(),
                        round,
                        opener(slices)),
                stop);
    }

    /** @return whether it is done, and not stopped */
    private boolean train(Kind kind, int round, TrainingData data, BooleanSupplier stop) throws IOException {
        TrainingOutput output = output(kind, round);
        Path done = output.folder().resolve(RunTraining.DONE);
        if (Files.exists(done)) {
            return true;
        }
        Files.createDirectories(output.folder());
        ModelLibrary.Entry from = ModelLibrary.of(card(kind, round - 1)).entries().getFirst();
        TrainingRecipe own = RunTraining.recipe(from.model().config(), round);
        TrainingRecipe recipe = new TrainingRecipe(
                own.config(),
                own.settings(),
                own.batch(),
                own.augmentation(),
                own.splitting(),
                own.earlyStopping() && kind == Kind.SSL,
                own.seed());
        TrainingSession.Start start = new TrainingSession.Start.From(from);
        try (NDManager manager = TorchEngine.manager();
                TrainingSession session = Files.exists(output.checkpoint())
                        ? TrainingSession.resume(manager, DeviceMemory.OF_PROCESSOR, data, recipe, output, start)
                        : TrainingSession.begin(manager, DeviceMemory.OF_PROCESSOR, data, recipe, output, start)) {
            if (session.run(steps, stop, new TrainingListener() {}) < steps) {
                return false;
            }
        }
        Files.writeString(done, String.valueOf(steps));
        return true;
    }

    private static SliceOpener opener(Map<SliceRef, KspaceSlice> slices) {
        return path -> new SliceFile() {
            @Override
            public Path path() {
                return path;
            }

            @Override
            public int slices() {
                return (int) slices.keySet().stream().filter(ref -> ref.file().equals(path)).count();
            }

            @Override
            public boolean complete(int slice) {
                return true;
            }

            @Override
            public KspaceSlice read(int slice) {
                return Optional.ofNullable(slices.get(new SliceRef(path, slice)))
                        .orElseThrow(() -> new DataException("there is no " + path + "#" + slice));
            }

            @Override
            public void close() {
                // holds nothing but memory
            }
        };
    }
}
