package org.larmor.jssl.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.larmor.jssl.data.DataException;
import org.larmor.jssl.data.MaskFile;
import org.larmor.jssl.data.OpenFiles;
import org.larmor.jssl.data.SliceOpener;
import org.larmor.jssl.data.SliceRef;
import org.larmor.jssl.data.Subsampling;
import org.larmor.jssl.sampling.Acceleration;
import org.larmor.jssl.sampling.ColumnSampling;

/**
 * What a training sees.
 *
 * @param proxies fully sampled slices, subsampled anew at every draw; unused where the mode does without
 * @param targets slices of which never more is seen than one subsampling; unused likewise
 * @param validation complete slices to measure by, never learned from
 * @param masks the listed subsampling of targets (and of validation slices that it lists); without it, drawn once
 * @param maskSeed of what is drawn once
 * @param opener of the files that the slices are of
 */
public record TrainingData(
        Mode mode,
        List<SliceRef> proxies,
        List<SliceRef> targets,
        List<SliceRef> validation,
        List<Acceleration> accelerations,
        Optional<Masks> masks,
        long maskSeed,
        SliceOpener opener) {
    /** Of files on the disk. */
    public TrainingData(
            Mode mode,
            List<SliceRef> proxies,
            List<SliceRef> targets,
            List<SliceRef> validation,
            List<Acceleration> accelerations,
            Optional<Masks> masks,
            long maskSeed) {
        this(mode, proxies, targets, validation, accelerations, masks, maskSeed, SliceOpener.FILES);
    }

    /** Masks as a file lists them. */
    public record Masks(Path file, String rate) {}

    public TrainingData {
        proxies = mode.proxies() ? List.copyOf(proxies) : List.of();
        targets = mode.targets() ? List.copyOf(targets) : List.of();
        validation = List.copyOf(validation);
        accelerations = List.copyOf(accelerations);
        if (mode.proxies() && proxies.isEmpty()) {
            throw new DataException("there are no proxy slices to learn from");
        }
        if (mode.targets() && targets.isEmpty()) {
            throw new DataException("there are no target slices to learn from");
        }
        for (SliceRef slice : validation) {
            if (proxies.contains(slice) || targets.contains(slice)) {
                throw new DataException(slice.key() + " is to be learned from and to be measured by");
            }
        }
    }

    /** Fails where a slice that must be complete is not. */
    void check() {
        try (OpenFiles files = new OpenFiles(opener)) {
            requireComplete(files, proxies, "a proxy");
            requireComplete(files, validation, "validation");
        }
    }

    private static void requireComplete(OpenFiles files, List<SliceRef> slices, String use) {
        for (SliceRef slice : slices) {
            if (!files.complete(slice)) {
                throw new DataException(slice.key() + " is not fully sampled, so it is no use as " + use);
            }
        }
    }

    List<TrainingSet> sets() {
        List<TrainingSet> sets = new ArrayList<>();
        if (!proxies.isEmpty()) {
            sets.add(new TrainingSet(proxies, false, Subsampling.drawn(ColumnSampling.EQUISPACED, accelerations)));
        }
        if (!targets.isEmpty()) {
            sets.add(targetSet());
        }
        return sets;
    }

    /** The targets, of which there are some. */
    TrainingSet targetSet() {
        Subsampling once = masks.map(m -> MaskFile.subsampling(m.file(), m.rate()))
                .orElseGet(() -> Subsampling.fixed(ColumnSampling.EQUISPACED, accelerations, maskSeed));
        return new TrainingSet(targets, true, once);
    }

    /** How the validation slices are subsampled, each way by its name: as listed, or at every acceleration. */
    Map<String, Subsampling> validationMasks() {
        Map<String, Subsampling> ways = new LinkedHashMap<>();
        if (masks.isPresent()) {
            Masks listed = masks.get();
            if (MaskFile.slices(listed.file(), listed.rate())
                    .containsAll(validation.stream().map(SliceRef::key).toList())) {
                ways.put(listed.rate(), MaskFile.subsampling(listed.file(), listed.rate()));
                return ways;
            }
        }
        for (Acceleration acceleration : accelerations) {
            ways.put(
                    acceleration.label(),
                    Subsampling.fixed(ColumnSampling.EQUISPACED, List.of(acceleration), maskSeed));
        }
        return ways;
    }

    /** What of this decides the training's numbers, and nothing else. */
    Map<String, String> description() {
        Map<String, String> text = new LinkedHashMap<>();
        text.put("mode", mode.name());
        text.put("proxy", names(proxies));
        text.put("target", names(targets));
        text.put(
                "accelerations",
                accelerations.stream()
                        .map(Acceleration::toString)
                        .collect(Collectors.joining(",")));
        text.put(
                "masks",
                masks.map(m -> m.file().getFileName() + " " + m.rate())
                        .orElse("equispaced, seed " + maskSeed));
        return text;
    }

    /** The files' names with their slices, {@code a.h5#0,1,2 b.h5#0}. */
    static String names(List<SliceRef> slices) {
        Map<String, List<SliceRef>> files = slices.stream()
                .collect(Collectors.groupingBy(
                        s -> s.file().getFileName().toString(), LinkedHashMap::new, Collectors.toList()));
        return files.entrySet().stream()
                .map(file -> file.getKey() + "#"
                        + file.getValue().stream()
                                .map(s -> Integer.toString(s.index()))
                                .collect(Collectors.joining(",")))
                .collect(Collectors.joining(" "));
    }
}
