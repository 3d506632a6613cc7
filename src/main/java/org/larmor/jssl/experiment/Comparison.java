package org.larmor.jssl.experiment;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.larmor.jssl.eval.Mean;
import org.larmor.jssl.eval.Score;

/** What finished cells say together. */
public record Comparison(Plan plan, List<CellResult> results, List<Mean> means, List<PairedDifference> differences) {
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

    private record Pair(Contender first, Contender second) {}

    private static final List<Pair> PAIRS = List.of(
            new Pair(Contender.JSSL, Contender.SSL),
            new Pair(Contender.JSSL, Contender.BART_L1),
            new Pair(Contender.JSSL, Contender.START),
            new Pair(Contender.JSSL_SSDU, Contender.START),
            new Pair(Contender.JSSL_COLUMNS, Contender.START),
            new Pair(Contender.JSSL_COLUMNS, Contender.JSSL_SSDU),
            new Pair(Contender.JSSL_SSDU_STOPPED, Contender.JSSL_SSDU),
            new Pair(Contender.JSSL_COLUMNS_STOPPED, Contender.JSSL_COLUMNS),
            new Pair(Contender.JSSL_COLUMNS_STOPPED, Contender.JSSL_SSDU_STOPPED));

    public static Comparison of(Plan plan, List<CellResult> results) {
        List<Mean> means = Mean.of(
                results.stream().flatMap(result -> result.scores().stream()).toList());
        List<PairedDifference> differences = new ArrayList<>();
        for (String sampling :
                results.stream().map(CellResult::sampling).distinct().toList()) {
            for (Pair pair : PAIRS) {
                for (PairedDifference.Figure figure : PairedDifference.Figure.values()) {
                    PairedDifference.of(sampling, pair.first(), pair.second(), figure, results)
                            .ifPresent(differences::add);
                }
            }
        }
        return new Comparison(plan, List.copyOf(results), means, List.copyOf(differences));
    }

    /** Writes {@code slices.csv} and {@code comparison.json}. */
    public void write(Path folder) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("method,sampling,seed,slice,ssim,psnr,nmse");
        for (CellResult result : results) {
            for (Score score : result.scores()) {
                lines.add(String.join(
                        ",",
                        result.contender(),
                        result.sampling(),
                        result.seed() == null ? "" : result.seed().toString(),
                        score.slice(),
                        Double.toString(score.ssim()),
                        Double.toString(score.psnr()),
                        Double.toString(score.nmse())));
            }
        }
        Files.write(folder.resolve("slices.csv"), lines);
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("plan", plan);
        document.put("means", means);
        document.put("differences", differences);
        document.put("cells", results);
        JSON.writeValue(folder.resolve("comparison.json").toFile(), document);
    }
}
