package org.larmor.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.larmor.jssl.data.DataException;
import org.larmor.jssl.data.MaskFile;
import org.larmor.jssl.data.Subsampling;
import org.larmor.jssl.sampling.Acceleration;
import org.larmor.jssl.sampling.ColumnSampling;
import picocli.CommandLine.Option;

/** How complete slices are subsampled to be reconstructed again. */
final class SamplingOptions {
    @Option(
            names = "--accelerations",
            paramLabel = "N",
            split = ",",
            description = "How much is left out, equispaced: 2, 4, 8, 16, or FACTOR/CENTRE FRACTION. Default: 4,8.")
    private @Nullable List<String> accelerations;

    @Option(names = "--masks", paramLabel = "FILE", description = "Subsampling as listed (JSON), instead.")
    private @Nullable Path masks;

    @Option(names = "--rates", paramLabel = "NAME", split = ",", description = "Which of the listed: x4,x8.")
    private List<String> rates = List.of();

    @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "Of what is drawn. Default: 1.")
    private long seed;

    /** Each way by its name. */
    Map<String, Subsampling> ways() {
        Map<String, Subsampling> ways = new LinkedHashMap<>();
        if (masks != null) {
            if (rates.isEmpty() || accelerations != null) {
                throw new DataException("--masks goes with --rates, and without --accelerations");
            }
            rates.forEach(rate -> ways.put(rate, MaskFile.subsampling(masks, rate)));
            return ways;
        }
        for (String text : accelerations == null ? List.of("4", "8") : accelerations) {
            Acceleration acceleration = Acceleration.parse(text);
            ways.put(
                    acceleration.label(),
                    Subsampling.fixed(ColumnSampling.EQUISPACED, List.of(acceleration), seed));
        }
        return ways;
    }
}
