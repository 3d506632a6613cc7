package org.larmor.adapt.gate;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a report's hidden k-space would say if each scan, and not each patient, were a unit of its own. It is optimistic,
 * since the scans of one patient are alike, and it decides nothing: it is for the person who has to.
 *
 * @param scans how many there are
 * @param gain of the logarithm of the error against the champion's, the mean over scans; above zero is better
 * @param p of the sign-flip test
 */
public record ByScan(int scans, double gain, double p) {
    /** What a report's figures say so. */
    public static ByScan of(Report report) {
        return of(report.measurements().hidden(), report.criteria().seed());
    }

    static ByScan of(List<HiddenFigure> hidden, long seed) {
        Map<String, Double> gains = hidden.stream()
                .filter(figure -> figure.by().get(Party.CHALLENGER) != null && figure.by().get(Party.CHAMPION) != null)
                .collect(Collectors.groupingBy(
                        figure -> figure.sample().substring(0, figure.sample().indexOf('/')),
                        TreeMap::new,
                        Collectors.averagingDouble(ByScan::gain)));
        double[] units = gains.values().stream().mapToDouble(Double::doubleValue).toArray();
        double mean = Arrays.stream(units).average().orElse(0);
        return new ByScan(units.length, mean, SignFlip.pValue(units, seed));
    }

    private static double gain(HiddenFigure figure) {
        return Objects.requireNonNull(figure.by().get(Party.CHAMPION)).logError()
                - Objects.requireNonNull(figure.by().get(Party.CHALLENGER)).logError();
    }
}
