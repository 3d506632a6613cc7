package org.larmor.adapt.gate;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.larmor.bus.record.QualityLimit;

/**
 * What a challenger's images can be checked by when it serves: split-conformal limits over units, each by the worst of its
 * slices. By proxies, which have a truth, and by held-out samples, which are of the kind that will come.
 */
final class QualityCalibration {
    private static final double COVERAGE = 0.9;
    private static final int FEWEST = 2;
    private static final int ENOUGH = 6;

    /** The logarithm of an error that zeros would have: a model beyond it tells nothing, whatever it was calibrated on. */
    private static final double NOTHING = 0;

    private final Map<String, Double> hidden = new HashMap<>();
    private final Map<String, Double> heldOut = new HashMap<>();
    private final Map<String, Double> ratios = new HashMap<>();

    private QualityCalibration() {}

    static List<QualityLimit> of(Measurements measured) {
        Map<Integer, QualityCalibration> strata = new TreeMap<>();
        for (ProxyFigure figure : measured.proxies()) {
            ProxyFigure.Quality image = figure.by().get(Party.CHALLENGER);
            if (figure.hidden() != null && image != null && image.nmse() > 0) {
                QualityCalibration at = at(strata, figure.acquisition());
                at.hidden.merge(figure.unit(), figure.hidden(), Math::max);
                at.ratios.merge(figure.unit(), Math.log(image.nmse()) - figure.hidden(), Math::max);
            }
        }
        for (HiddenFigure figure : measured.hidden()) {
            HiddenFigure.Told told = figure.by().get(Party.CHALLENGER);
            if (told != null) {
                at(strata, figure.acquisition()).heldOut.merge(figure.unit(), told.logError(), Math::max);
            }
        }
        List<QualityLimit> limits = new ArrayList<>();
        strata.forEach((acceleration, at) -> {
            if (at.limiting().size() >= FEWEST) {
                limits.add(at.limit(acceleration));
            }
        });
        return limits;
    }

    private static QualityCalibration at(Map<Integer, QualityCalibration> strata, Acquisition acquisition) {
        return strata.computeIfAbsent(acquisition.stratum(), _ -> new QualityCalibration());
    }

    /** Held-out patients, who are of the kind that will come, where there are enough; else those with a truth. */
    private Map<String, Double> limiting() {
        return heldOut.size() >= ENOUGH || heldOut.size() >= hidden.size() ? heldOut : hidden;
    }

    private QualityLimit limit(int acceleration) {
        int units = ratios.size();
        int rank = (int) Math.ceil((units + 1) * COVERAGE);
        List<Double> sorted = sorted(ratios.values());
        return new QualityLimit(
                acceleration,
                Math.min(NOTHING, sorted(limiting().values()).getLast()),
                limiting().size(),
                units == 0 ? null : sorted.get(Math.min(rank, units) - 1),
                units,
                units == 0 ? 0 : rank <= units ? COVERAGE : units / (units + 1.0));
    }

    private static List<Double> sorted(Collection<Double> values) {
        return values.stream().sorted().toList();
    }
}
