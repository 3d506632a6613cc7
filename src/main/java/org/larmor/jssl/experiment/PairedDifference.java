package org.larmor.jssl.experiment;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.larmor.jssl.eval.Score;

/**
 * How much one contender is above another on the same slices, from the same seed where both have one.
 *
 * @param figure what is compared: {@code ssim}, {@code psnr}, {@code nmse}
 * @param pairs slices times seeds
 * @param above how many of them are above 0
 * @param low of the interval that holds 95 % of the means when slices and seeds are drawn anew, with replacement
 */
public record PairedDifference(
        String sampling,
        String first,
        String second,
        String figure,
        int pairs,
        int above,
        double mean,
        double low,
        double high) {
    private static final int DRAWS = 10_000;
    private static final long SEED = 20_260_601;
    private static final double TAIL = 0.025;

    /** What is compared. */
    public enum Figure {
        SSIM("ssim", Score::ssim),
        PSNR("psnr", Score::psnr),
        NMSE("nmse", Score::nmse);

        private final String label;

        @SuppressWarnings("ImmutableEnumChecker") // a method reference without state
        private final ToDoubleFunction<Score> of;

        Figure(String label, ToDoubleFunction<Score> of) {
            this.label = label;
            this.of = of;
        }

        public String label() {
            return label;
        }
    }

    /** Empty where the two have no slice in common. */
    public static Optional<PairedDifference> of(
            String sampling, Contender first, Contender second, Figure figure, List<CellResult> results) {
        List<CellResult> firsts = of(sampling, first, results);
        List<CellResult> seconds = of(sampling, second, results);
        double[][] differences = firsts.stream()
                .map(a -> seconds.stream()
                        .filter(b -> a.seed() == null || b.seed() == null || a.seed().equals(b.seed()))
                        .findFirst()
                        .map(b -> differences(a, b, figure))
                        .orElse(new double[0]))
                .filter(row -> row.length > 0)
                .toArray(double[][]::new);
        if (differences.length == 0) {
            return Optional.empty();
        }
        double[] all = Arrays.stream(differences).flatMapToDouble(Arrays::stream).toArray();
        double[] means = bootstrap(differences);
        return Optional.of(new PairedDifference(
                sampling,
                first.label(),
                second.label(),
                figure.label(),
                all.length,
                (int) Arrays.stream(all).filter(d -> d > 0).count(),
                Arrays.stream(all).average().orElseThrow(),
                means[(int) (TAIL * DRAWS)],
                means[(int) ((1 - TAIL) * DRAWS) - 1]));
    }

    private static List<CellResult> of(String sampling, Contender contender, List<CellResult> results) {
        return results.stream()
                .filter(r -> r.sampling().equals(sampling) && r.contender().equals(contender.label()))
                .toList();
    }

    private static double[] differences(CellResult a, CellResult b, Figure figure) {
        Map<String, Double> others = new HashMap<>();
        b.scores().forEach(score -> others.put(score.slice(), figure.of.applyAsDouble(score)));
        return a.scores().stream()
                .filter(score -> others.containsKey(score.slice()))
                .mapToDouble(score -> figure.of.applyAsDouble(score) - others.get(score.slice()))
                .toArray();
    }

    /** Sorted means; slices and seeds are drawn apart, so that all seeds of a slice stay together. */
    private static double[] bootstrap(double[][] differences) {
        SplittableRandom random = new SplittableRandom(SEED);
        int slices = differences[0].length;
        double[] means = new double[DRAWS];
        int[] drawn = new int[slices];
        for (int draw = 0; draw < DRAWS; draw++) {
            for (int i = 0; i < slices; i++) {
                drawn[i] = random.nextInt(slices);
            }
            double sum = 0;
            for (int s = 0; s < differences.length; s++) {
                double[] seed = differences[random.nextInt(differences.length)];
                for (int slice : drawn) {
                    sum += seed[slice];
                }
            }
            means[draw] = sum / ((double) slices * differences.length);
        }
        Arrays.sort(means);
        return means;
    }
}
