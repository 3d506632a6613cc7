package org.larmor.cli.live;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.larmor.jssl.eval.Evaluator;
import org.larmor.jssl.eval.Learned;
import org.larmor.jssl.eval.Score;
import org.larmor.jssl.eval.SubsampledSlice;
import org.larmor.models.ModelFile;
import org.larmor.models.ModelLibrary;
import org.larmor.recon.engine.DeviceMemory;
import org.larmor.recon.engine.TorchEngine;

/** How models reconstruct a site's evaluated scans and the brains, each model once and for all. */
final class ModelScores {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SAMPLING = "as sent";

    private final Path folder;
    private final SiteData data;

    /** A slice's figures. */
    record Figure(boolean brain, String unit, String slice, double psnr, double ssim) {}

    /** @param folder gets a file a model */
    ModelScores(Path folder, SiteData data) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.data = data;
    }

    /** Measures a model, if it was not. */
    List<Figure> of(String name, Path card) throws IOException {
        Path file = file(name);
        if (Files.exists(file)) {
            return known(name);
        }
        List<Figure> figures = measure(name, card, Evaluator.Sink.NONE);
        Path part = folder.resolve(name + ".part");
        JSON.writeValue(part.toFile(), figures);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return figures;
    }

    /** A model's figures that were measured before; none where they were not. */
    List<Figure> known(String name) throws IOException {
        Path file = file(name);
        return Files.exists(file) ? JSON.readValue(file.toFile(), new TypeReference<>() {}) : List.of();
    }

    /** Whether all of a round was measured. */
    boolean isComplete(int round) {
        return Stream.of("challenger-", "serving-", "ssl-", "supervised-")
                .allMatch(model -> Files.exists(file(model + round)));
    }

    private Path file(String name) {
        return folder.resolve(name + ".json");
    }

    private List<Figure> measure(String name, Path card, Evaluator.Sink sink) throws IOException {
        List<Figure> figures = new ArrayList<>();
        try (NDManager manager = TorchEngine.manager();
                Evaluator evaluator = new Evaluator(manager, DeviceMemory.OF_PROCESSOR)) {
            ModelFile.Loaded loaded = ModelLibrary.of(card).entries().getFirst().load(manager);
            Learned method =
                    new Learned(name, loaded.reconstruction(), loaded.card().config().maps());
            for (LiveScan scan : data.evaluation()) {
                figures.addAll(measure(evaluator, method, scan, false, sink));
            }
            for (LiveScan scan : data.brains()) {
                figures.addAll(measure(evaluator, method, scan, true, sink));
            }
        }
        return figures;
    }

    private static List<Figure> measure(
            Evaluator evaluator, Learned method, LiveScan scan, boolean brain, Evaluator.Sink sink) throws IOException {
        List<Figure> figures = new ArrayList<>();
        for (LiveScan.Slice slice : scan.slices()) {
            float[] truth = evaluator.truth(new SubsampledSlice(slice.ref(), slice.truth(), SAMPLING, slice.mask()));
            Score score = evaluator
                    .evaluate(
                            List.of(method),
                            new SubsampledSlice(slice.ref(), slice.complete(), SAMPLING, slice.mask()),
                            truth,
                            sink)
                    .getFirst();
            figures.add(new Figure(brain, scan.name(), slice.ref().key(), score.psnr(), score.ssim()));
        }
        return figures;
    }

    /** The mean of each unit, by its name. */
    static Map<String, Double> units(List<Figure> figures, boolean brain, ToDoubleFunction<Figure> of) {
        return figures.stream()
                .filter(figure -> figure.brain() == brain)
                .collect(Collectors.groupingBy(Figure::unit, TreeMap::new, Collectors.averagingDouble(of)));
    }
}
