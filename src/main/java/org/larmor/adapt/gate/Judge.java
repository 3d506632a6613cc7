package org.larmor.adapt.gate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.larmor.adapt.gate.Finding.Outcome;

/**
 * Holds what was measured against the criteria. Against the champion and against the baseline a challenger may not lose on
 * any set of proxies at any acceleration, and has to win on the held-out scans; nowhere may it fall far, take long, be
 * large, or make what is not a number. The unit is the patient or the scan.
 */
public final class Judge {
    private final Criteria criteria;
    private final Measurements measured;
    private final List<Finding> findings = new ArrayList<>();

    private Judge(Criteria criteria, Measurements measured) {
        this.criteria = criteria;
        this.measured = measured;
    }

    /** The verdict: a function of its arguments. */
    public static Judgement judge(Criteria criteria, Measurements measured) {
        Judge judge = new Judge(criteria, measured);
        judge.finite();
        judge.apart();
        judge.cost("time for an image", measured.costs().seconds(), criteria.slowest());
        judge.cost("parameters", measured.costs().parameters(), criteria.largest());
        for (Party against : measured.references()) {
            judge.proxies(against);
            judge.hidden(against);
        }
        return Judgement.of(judge.findings);
    }

    private void finite() {
        long broken = measured.proxies().stream().filter(f -> f.by().get(Party.CHALLENGER) == null).count()
                + measured.hidden().stream().filter(f -> f.by().get(Party.CHALLENGER) == null).count();
        int all = measured.proxies().size() + measured.hidden().size();
        add(new Finding(
                "every image is finite",
                null,
                "all",
                all,
                null,
                null,
                null,
                0,
                broken == 0 ? Outcome.MET : Outcome.FAILED,
                broken == 0 ? "every image is finite" : broken + " of " + all + " images are not finite"));
    }

    private void apart() {
        int units = (int) measured.hidden().stream().map(HiddenFigure::unit).distinct().count();
        add(new Finding(
                "held-out scans are apart from training",
                null,
                "held-out scans",
                units,
                null,
                null,
                null,
                0,
                measured.seen() == 0 ? Outcome.MET : Outcome.FAILED,
                measured.seen() == 0
                        ? "held-out scans are apart from training"
                        : measured.seen() + " held-out patients or scans were learned from"));
    }

    private void cost(String what, @Nullable Double ratio, double most) {
        Outcome outcome = ratio == null ? Outcome.OPEN : ratio <= most ? Outcome.MET : Outcome.FAILED;
        add(new Finding(
                what,
                Party.CHAMPION,
                "all",
                measured.proxies().size() + measured.hidden().size(),
                ratio,
                null,
                null,
                most,
                outcome,
                ratio == null
                        ? what + ": too few images to tell"
                        : String.format(
                                Locale.ROOT,
                                "%s: %.2f times the champion's; at most %.2f times are allowed",
                                what,
                                ratio,
                                most)));
    }

    private void proxies(Party against) {
        if (measured.proxies().isEmpty()) {
            open("nothing is lost on proxies", against, "there are no proxies to measure by");
            return;
        }
        for (String set : criteria.kind()) {
            if (measured.proxies().stream().noneMatch(figure -> figure.set().equals(set))) {
                open("nothing is lost on proxies", against, "the policy names a set " + set + ", of which there is no validation slice");
            }
        }
        Map<String, List<ProxyFigure>> strata = new TreeMap<>();
        measured.proxies().stream()
                .filter(figure -> figure.by().get(Party.CHALLENGER) != null && figure.by().get(against) != null)
                .forEach(figure -> strata.computeIfAbsent(
                                figure.set() + " " + figure.acquisition().stratum() + "×", _ -> new ArrayList<>())
                        .add(figure));
        strata.forEach((stratum, figures) -> {
            Criteria.Loss loss = criteria.loss(figures.getFirst().set());
            kept("PSNR", "dB", against, stratum, figures, ProxyFigure.Quality::psnr, loss.psnr(), loss.worstPsnr());
            kept("SSIM", "", against, stratum, figures, ProxyFigure.Quality::ssim, loss.ssim(), loss.worstSsim());
        });
    }

    private void kept(
            String what,
            String unit,
            Party against,
            String stratum,
            List<ProxyFigure> figures,
            ToDoubleFunction<ProxyFigure.Quality> of,
            double margin,
            double floor) {
        ToDoubleFunction<ProxyFigure> gain =
                figure -> of.applyAsDouble(quality(figure, Party.CHALLENGER)) - of.applyAsDouble(quality(figure, against));
        double[] units = units(figures, ProxyFigure::unit, gain);
        double mean = mean(units);
        boolean few = units.length < Criteria.FEW_UNITS;
        double bound = few ? least(units) : UnitBootstrap.lower(units, Criteria.NO_LOSS_ERROR, criteria.draws(), criteria.seed());
        String space = unit.isEmpty() ? "" : " " + unit;
        add(new Finding(
                what + " is kept",
                against,
                stratum,
                units.length,
                mean,
                Double.isInfinite(bound) || few ? null : bound,
                null,
                -margin,
                bound > -margin ? Outcome.MET : Outcome.FAILED,
                String.format(
                        Locale.ROOT,
                        "%s on %s against the %s: %+.4f%s, %s %+.4f; at least %+.4f is asked",
                        what,
                        stratum,
                        name(against),
                        mean,
                        space,
                        few ? "of " + units.length + " units the worst" : "lower bound",
                        bound,
                        -margin)));
        ProxyFigure worst = figures.stream().min(Comparator.comparingDouble(gain)).orElseThrow();
        double fall = gain.applyAsDouble(worst);
        add(new Finding(
                "no slice falls far: " + what,
                against,
                stratum,
                figures.size(),
                fall,
                null,
                null,
                -floor,
                fall >= -floor ? Outcome.MET : Outcome.FAILED,
                String.format(
                        Locale.ROOT,
                        "%s of %s at %s against the %s: %+.4f%s, the worst slice; at least %+.4f is asked",
                        what,
                        worst.slice(),
                        stratum,
                        name(against),
                        fall,
                        space,
                        -floor)));
    }

    private void hidden(Party against) {
        List<HiddenFigure> figures = measured.hidden().stream()
                .filter(figure -> figure.by().get(Party.CHALLENGER) != null && figure.by().get(against) != null)
                .toList();
        ToDoubleFunction<HiddenFigure> gain = figure -> error(figure, against) - error(figure, Party.CHALLENGER);
        double[] units = units(figures, HiddenFigure::unit, gain);
        String criterion = "hidden k-space is told better";
        if (units.length == 0) {
            open(criterion, against, "no scan is held out of which anything could be measured");
            return;
        }
        double mean = mean(units);
        double p = SignFlip.pValue(units, criteria.seed());
        double lower = UnitBootstrap.lower(units, criteria.error(), criteria.draws(), criteria.seed());
        boolean decides = Looks.decides(criteria.look(), units.length);
        boolean better = p <= criteria.error() && lower > 0;
        String figuresInWords = String.format(
                Locale.ROOT,
                "hidden k-space against the %s: error %.1f %%, lower bound of the gain %+.4f, p = %.2g over %d units",
                name(against),
                100 * Math.expm1(-mean),
                lower,
                p,
                units.length);
        add(new Finding(
                criterion,
                against,
                "held-out scans",
                units.length,
                mean,
                Double.isInfinite(lower) ? null : lower,
                p,
                0,
                !decides ? Outcome.OPEN : better ? Outcome.MET : Outcome.FAILED,
                decides
                        ? figuresInWords + String.format(Locale.ROOT, "; %.2g is what this look may spend", criteria.error())
                        : figuresInWords + "; look " + criteria.look() + " needs " + Looks.fewest(criteria.look())
                                + " units to decide"));
        double worst = least(units);
        add(new Finding(
                "no scan's hidden k-space is told far worse",
                against,
                "held-out scans",
                units.length,
                worst,
                null,
                null,
                -criteria.hiddenFloor(),
                worst >= -criteria.hiddenFloor() ? Outcome.MET : Outcome.FAILED,
                String.format(
                        Locale.ROOT,
                        "hidden k-space of the worst unit against the %s: error %+.1f %%; at most %+.1f %% are allowed",
                        name(against),
                        100 * Math.expm1(-worst),
                        100 * Math.expm1(criteria.hiddenFloor()))));
    }

    private void open(String criterion, Party against, String words) {
        add(new Finding(criterion, against, "none", 0, null, null, null, 0, Outcome.OPEN, words));
    }

    private void add(Finding finding) {
        findings.add(finding);
    }

    private static ProxyFigure.Quality quality(ProxyFigure figure, Party of) {
        return Objects.requireNonNull(figure.by().get(of));
    }

    private static double error(HiddenFigure figure, Party of) {
        return Objects.requireNonNull(figure.by().get(of)).logError();
    }

    /** The mean of each unit, in the order of their names. */
    private static <F> double[] units(List<F> figures, Function<F, String> unit, ToDoubleFunction<F> of) {
        Map<String, List<Double>> units = new TreeMap<>();
        figures.forEach(figure ->
                units.computeIfAbsent(unit.apply(figure), _ -> new ArrayList<>()).add(of.applyAsDouble(figure)));
        return units.values().stream()
                .mapToDouble(all -> all.stream().mapToDouble(Double::doubleValue).average().orElseThrow())
                .toArray();
    }

    private static double mean(double[] units) {
        return Arrays.stream(units).average().orElseThrow();
    }

    private static double least(double[] units) {
        return Arrays.stream(units).min().orElseThrow();
    }

    private static String name(Party contender) {
        return contender.name().toLowerCase(Locale.ROOT);
    }
}
