package org.larmor.jssl.eval;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * A method's figures over slices: means and sample standard deviations.
 *
 * @param scores how many they are over
 */
public record Mean(String method, String sampling, int scores, Figure ssim, Figure psnr, Figure nmse, double seconds) {
    /** @param sd 0 for a single value */
    public record Figure(double mean, double sd) {
        static Figure of(List<Score> scores, ToDoubleFunction<Score> figure) {
            double mean = scores.stream().mapToDouble(figure).average().orElse(Double.NaN);
            double squares = scores.stream()
                    .mapToDouble(s -> Math.pow(figure.applyAsDouble(s) - mean, 2))
                    .sum();
            return new Figure(mean, scores.size() < 2 ? 0 : Math.sqrt(squares / (scores.size() - 1)));
        }
    }

    private record Key(String sampling, String method) {}

    /** One of each sampling and method, in the order of their first score. */
    public static List<Mean> of(List<Score> scores) {
        Map<Key, List<Score>> groups = new LinkedHashMap<>();
        for (Score score : scores) {
            groups.computeIfAbsent(new Key(score.sampling(), score.method()), k -> new ArrayList<>())
                    .add(score);
        }
        List<Mean> means = new ArrayList<>();
        groups.forEach((key, group) -> means.add(new Mean(
                key.method(),
                key.sampling(),
                group.size(),
                Figure.of(group, Score::ssim),
                Figure.of(group, Score::psnr),
                Figure.of(group, Score::nmse),
                group.stream().mapToDouble(Score::seconds).average().orElse(Double.NaN))));
        return means;
    }
}
