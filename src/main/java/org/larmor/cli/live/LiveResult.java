package org.larmor.cli.live;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.larmor.adapt.gate.UnitBootstrap;
import org.larmor.cli.live.ModelScores.Figure;
import org.larmor.jssl.run.Chart;
import org.larmor.jssl.run.Curve;

/**
 * What a site's part of an experiment says.
 *
 * @param means of each model over units, PSNR in dB and SSIM
 */
public record LiveResult(String site, List<Round> rounds, List<Mean> means, List<Difference> differences) {
    private static final String NEVER = "never";
    private static final double ONE_SIDED = 0.025;
    private static final int DRAWS = 20_000;
    private static final long SEED = 1;
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /** A model's mean over units. */
    public record Mean(String model, int round, double psnr, double ssim, @Nullable Double brainPsnr, @Nullable Double brainSsim) {}

    /**
     * How much one model is above another on the same units.
     *
     * @param on {@code target} or {@code brains}
     * @param above how many units gain
     * @param low of the 95 % interval of the mean, by the studentized bootstrap over units; null for too few
     */
    public record Difference(
            String on,
            int round,
            String first,
            String second,
            String figure,
            int units,
            int above,
            double mean,
            @Nullable Double low,
            @Nullable Double high) {}

    static LiveResult of(String site, List<Round> rounds, ModelScores scores) throws IOException {
        List<Mean> means = new ArrayList<>();
        List<Difference> differences = new ArrayList<>();
        List<Figure> never = scores.known(NEVER);
        means.add(mean(NEVER, 0, never));
        for (Round round : rounds) {
            Map<String, List<Figure>> models = new LinkedHashMap<>();
            for (String model : List.of("challenger", "serving", "ssl", "supervised")) {
                models.put(model, scores.known(model + "-" + round.number()));
                means.add(mean(model, round.number(), models.get(model)));
            }
            models.put(NEVER, never);
            for (List<String> pair : List.of(
                    List.of("serving", NEVER),
                    List.of("challenger", NEVER),
                    List.of("challenger", "ssl"),
                    List.of("challenger", "supervised"))) {
                differences.addAll(differences(round.number(), pair.getFirst(), pair.getLast(), models));
            }
        }
        return new LiveResult(site, List.copyOf(rounds), means, differences);
    }

    /** A round in a line. */
    static String line(Round round, ModelScores scores) throws IOException {
        return String.format(
                Locale.ROOT,
                "round %d: %s, then: %s; PSNR never %.2f, challenger %.2f, serving %.2f, SSL %.2f, supervised %.2f dB",
                round.number(),
                round.verdict().name().toLowerCase(Locale.ROOT),
                round.then(),
                mean(NEVER, 0, scores.known(NEVER)).psnr(),
                mean("", 0, scores.known("challenger-" + round.number())).psnr(),
                mean("", 0, scores.known("serving-" + round.number())).psnr(),
                mean("", 0, scores.known("ssl-" + round.number())).psnr(),
                mean("", 0, scores.known("supervised-" + round.number())).psnr());
    }

    private static Mean mean(String model, int round, List<Figure> figures) {
        boolean brains = figures.stream().anyMatch(Figure::brain);
        return new Mean(
                model,
                round,
                average(figures, false, Figure::psnr),
                average(figures, false, Figure::ssim),
                brains ? average(figures, true, Figure::psnr) : null,
                brains ? average(figures, true, Figure::ssim) : null);
    }

    private static double average(List<Figure> figures, boolean brain, ToDoubleFunction<Figure> of) {
        return ModelScores.units(figures, brain, of).values().stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .orElse(Double.NaN);
    }

    private static List<Difference> differences(
            int round, String first, String second, Map<String, List<Figure>> models) {
        List<Difference> differences = new ArrayList<>();
        for (boolean brain : new boolean[] {false, true}) {
            Map<String, ToDoubleFunction<Figure>> figures = new LinkedHashMap<>();
            figures.put("PSNR", Figure::psnr);
            figures.put("SSIM", Figure::ssim);
            figures.forEach((name, of) -> {
                Map<String, Double> one = ModelScores.units(models.get(first), brain, of);
                Map<String, Double> other = ModelScores.units(models.get(second), brain, of);
                double[] gains = one.entrySet().stream()
                        .mapToDouble(unit -> unit.getValue() - other.get(unit.getKey()))
                        .toArray();
                if (gains.length > 0) {
                    differences.add(difference(brain ? "brains" : "target", round, first, second, name, gains));
                }
            });
        }
        return differences;
    }

    private static Difference difference(
            String on, int round, String first, String second, String figure, double[] gains) {
        double low = UnitBootstrap.lower(gains, ONE_SIDED, DRAWS, SEED);
        double high = 0 - UnitBootstrap.lower(Arrays.stream(gains).map(gain -> 0 - gain).toArray(), ONE_SIDED, DRAWS, SEED);
        return new Difference(
                on,
                round,
                first,
                second,
                figure,
                gains.length,
                (int) Arrays.stream(gains).filter(gain -> gain > 0).count(),
                Arrays.stream(gains).average().orElseThrow(),
                Double.isInfinite(low) ? null : low,
                Double.isInfinite(high) ? null : high);
    }

    /** Writes {@code result.json} and {@code rounds.png}. */
    void write(Path folder) throws IOException {
        JSON.writeValue(folder.resolve("result.json").toFile(), this);
        new Chart("run")
                .panel(site + ": PSNR in dB", false, lines(Mean::psnr))
                .panel(site + ": SSIM", false, lines(Mean::ssim))
                .panel("brains: PSNR in dB", false, lines(mean -> mean.brainPsnr() == null ? Double.NaN : mean.brainPsnr()))
                .write(folder.resolve("rounds.png"));
    }

    private List<Chart.Line> lines(ToDoubleFunction<Mean> of) {
        Mean never = means.getFirst();
        Map<String, Curve> curves = new LinkedHashMap<>();
        for (String model : List.of("supervised", "serving", "challenger", "ssl", NEVER)) {
            Curve curve = new Curve();
            curve.add(0, of.applyAsDouble(never));
            curves.put(model, curve);
        }
        for (Mean mean : means.subList(1, means.size())) {
            curves.get(mean.model()).add(mean.round(), of.applyAsDouble(mean));
        }
        rounds.forEach(round -> curves.get(NEVER).add(round.number(), of.applyAsDouble(never)));
        return curves.entrySet().stream()
                .map(curve -> new Chart.Line(curve.getKey(), curve.getValue()))
                .toList();
    }
}
