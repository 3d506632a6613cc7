package org.larmor.scan;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.larmor.mrd.FrameKey;

/**
 * Plans a frame that has ended: with which recipe it can be reconstructed rightly, from which lines its coil maps come,
 * and what has to be said of it; or why it is refused. Router and {@code reconstruct} plan alike.
 */
public final class FramePlanner {
    /** Beyond a local factor of this, unfolding is guessing, whatever the coils. */
    private static final int MOST_LOCAL_FACTOR = 8;

    private final ScanFacts scan;
    private final FrameKey frame;
    private final FrameLines lines;
    private final int coils;
    private final OtherFrames others;
    private final EncodingRules rules;
    private final FrameEnd end;
    private final Set<Mark> marks = EnumSet.noneOf(Mark.class);
    private final List<String> warnings = new ArrayList<>();

    /** What coil maps can be made from. */
    private record Centre(Optional<FrameKey> calibration, List<FrameKey> companions, boolean more, int lines) {}

    /** Says why a frame cannot be reconstructed rightly. */
    private static final class Refusal extends Exception {
        private static final long serialVersionUID = 1L;

        Refusal(String why) {
            super(why);
        }
    }

    private FramePlanner(
            ScanFacts scan,
            FrameKey frame,
            FrameLines lines,
            int coils,
            OtherFrames others,
            EncodingRules rules,
            FrameEnd end) {
        this.scan = scan;
        this.frame = frame;
        this.lines = lines;
        this.coils = coils;
        this.others = others;
        this.rules = rules;
        this.end = end;
    }

    /**
     * The plan of a frame.
     *
     * @param lines all that came of it
     * @param coils channels of its readouts
     * @param end how it ended
     */
    public static FramePlan plan(
            ScanFacts scan, FrameKey frame, FrameLines lines, int coils, OtherFrames others, FrameEnd end) {
        Optional<EncodingRules> rules = EncodingRules.of(scan.encodings(), frame);
        if (scan.asked() == RecipeRequest.NULL) {
            return new FramePlan(Recipe.NULL, Optional.empty(), List.of(), false, Set.of(), List.of(), Optional.empty());
        }
        if (rules.isEmpty()) {
            return refused("the header describes " + scan.encodings().size()
                    + " encoding spaces, the frame is of number " + frame.encodingSpace());
        }
        try {
            return new FramePlanner(scan, frame, lines, coils, others, rules.get(), end).plan();
        } catch (Refusal e) {
            return refused(String.valueOf(e.getMessage()));
        }
    }

    private static FramePlan refused(String why) {
        return new FramePlan(
                Recipe.RSS, Optional.empty(), List.of(), false, Set.of(), List.of(), Optional.of(why));
    }

    private FramePlan plan() throws Refusal {
        Optional<String> trajectory = Trajectory.of(rules.encoding()).refusal(lines);
        if (trajectory.isPresent()) {
            throw new Refusal(trajectory.get());
        }
        Sampling sampling = rules.sampling(lines, true);
        Centre centre = centre(sampling);
        Recipe recipe = unlessTooCostly(recipe(sampling, centre), sampling);
        recipe = withLossesTold(recipe, sampling, centre);
        if (recipe.needsMaps()) {
            recipe = unfoldable(recipe, sampling, centre);
        }
        if (rules.partialFourier()) {
            marks.add(Mark.PARTIAL_FOURIER);
            warnings.add("WRN partial Fourier: the side of k-space that the limits leave out is zero-filled");
        }
        boolean maps = recipe.needsMaps();
        return new FramePlan(
                recipe,
                maps ? centre.calibration() : Optional.empty(),
                maps ? centre.companions() : List.of(),
                maps && centre.more(),
                marks,
                warnings,
                Optional.empty());
    }

    private Recipe recipe(Sampling sampling, Centre centre) {
        return switch (scan.asked()) {
            case RSS -> Recipe.RSS;
            case SIMPLEFFT -> Recipe.SIMPLEFFT;
            case SENSE -> Recipe.SENSE;
            case JSSL -> {
                if (scan.model().isPresent()) {
                    yield Recipe.JSSL;
                }
                marks.add(Mark.FALLBACK);
                yield Recipe.SENSE; // said once, when the scan opened
            }
            case AUTO ->
                AutoPolicy.choose(
                        new Acquired(
                                sampling,
                                rules.netAcceleration(lines),
                                centralLines(centre),
                                coils,
                                !centre.companions().isEmpty()),
                        scan.model().flatMap(ScanFacts.Model::range));
            case NULL -> Recipe.NULL;
        };
    }

    /** What the image itself has of the centre: what was sent for coil maps alone is not in it. */
    private int centralLines(Centre centre) {
        boolean interleaved = !centre.companions().isEmpty();
        return Math.max(1, interleaved ? centre.lines() : rules.centralRun(lines.centre()));
    }

    private Recipe unlessTooCostly(Recipe recipe, Sampling sampling) {
        if (!scan.degraded() || !recipe.costly() || sampling instanceof Sampling.Lost) {
            return recipe;
        }
        marks.add(Mark.FALLBACK);
        return Recipe.RSS; // said once, when it began
    }

    /** Lines that were due and did not come are unfolded as undersampled, where that can be done. */
    private Recipe withLossesTold(Recipe recipe, Sampling sampling, Centre centre) throws Refusal {
        String why = end.brokenOff().map(text -> ": " + text).orElse("");
        if (sampling instanceof Sampling.Lost lost) {
            String told = lost.missing() + " of " + lost.due() + " lines are missing" + why;
            if (lost.centre()) {
                throw new Refusal(told + ", the centre of k-space among them");
            }
            if (!lost.alike()) {
                throw new Refusal(told + ", not the same in every partition, which is not unfolded");
            }
            requireUnfoldable(told, lost.gap(), centre);
            return unfolded(recipe, told);
        }
        if (end.brokenOff().isPresent() && !(sampling.whole() && rules.stated())) {
            String told = rules.netAcceleration(lines) > 1 ? "lines may be missing" + why : "it is incomplete" + why;
            if (sampling instanceof Sampling.Irregular irregular) {
                requireUnfoldable(told, irregular.gap(), centre);
            }
            return unfolded(recipe, told);
        }
        if (sampling instanceof Sampling.Irregular && !rules.counts()) {
            throw new Refusal("the header's limits span more lines than can be counted");
        }
        if (sampling instanceof Sampling.Irregular && rules.centralRun(lines.centre()) == 0 && centre.calibration().isEmpty()) {
            throw new Refusal("the line at the centre of k-space is missing");
        }
        int averages = rules.missingAverages(lines);
        if (sampling.dueKnown() && averages > 0) {
            marks.add(Mark.INCOMPLETE);
            warnings.add("WRN frame " + frame + ": " + averages + " readouts of averages are missing" + why);
        }
        return recipe;
    }

    private void requireUnfoldable(String told, int gap, Centre centre) throws Refusal {
        if (coils == 1) {
            throw new Refusal(told + ", and one channel cannot unfold them");
        }
        if (gap + 1 > Math.min(MOST_LOCAL_FACTOR, coils)) {
            throw new Refusal(told + ", which leaves gaps of up to " + gap + " lines that " + coils + " channels cannot unfold");
        }
        if (centre.lines() < EncodingRules.FEWEST_CENTRAL_LINES && !centre.more()) {
            throw new Refusal(told + ", and too few lines are left at the centre to unfold them");
        }
    }

    private Recipe unfolded(Recipe recipe, String told) {
        marks.add(Mark.INCOMPLETE);
        if (recipe.needsMaps()) {
            warnings.add("WRN frame " + frame + ": " + told + "; unfolded as undersampled");
            return recipe;
        }
        marks.add(Mark.FALLBACK);
        warnings.add("WRN frame " + frame + ": " + told + "; unfolded as undersampled, by sense instead of "
                + recipe.label());
        return Recipe.SENSE;
    }

    /** A recipe that unfolds, or what stands for it where there is nothing to unfold, or nothing to unfold with. */
    private Recipe unfoldable(Recipe recipe, Sampling sampling, Centre centre) throws Refusal {
        if (sampling instanceof Sampling.AlongStep2) {
            throw new Refusal("a volume undersampled along encode step 2, alone or together with step 1 (CAIPI), is not"
                    + " unfolded yet");
        }
        if (sampling instanceof Sampling.Shutter) {
            return zeroFilled(recipe, "k-space without its corners leaves nothing to unfold");
        }
        if (coils == 1 && !recipe.learned()) {
            return zeroFilled(recipe, "one channel cannot unfold");
        }
        if (sampling instanceof Sampling.Lattice lattice && !recipe.learned() && lattice.factor() > mostFactor()) {
            throw new Refusal(lattice.factor() + "-fold undersampling cannot be unfolded by " + coils + " channels");
        }
        if (coils > 1 && centre.lines() < EncodingRules.FEWEST_CENTRAL_LINES && !centre.more()) {
            String told = "coil maps need " + EncodingRules.FEWEST_CENTRAL_LINES
                    + " consecutive lines at the centre of k-space, there are " + centre.lines();
            if (!scan.zeroFill()) {
                throw new Refusal(told + "; the parameter zerofill asks for the zero-filled image");
            }
            return zeroFilled(recipe, told);
        }
        return recipe;
    }

    /** What so many coils can tell apart along one direction: those of larger arrays lie behind one another. */
    private int mostFactor() {
        return Math.min(MOST_LOCAL_FACTOR, coils <= 4 ? Math.max(1, coils) : 4 + (coils - 4) / 4);
    }

    private Recipe zeroFilled(Recipe recipe, String why) {
        marks.add(Mark.FALLBACK);
        warnings.add("WRN zero-filled rss instead of " + recipe.label() + ": " + why);
        return Recipe.RSS;
    }

    private Centre centre(Sampling sampling) {
        BitSet own = lines.centre();
        Optional<FrameKey> calibration = CalibrationChoice.of(frame, others.calibrated(frame));
        if (calibration.isPresent()) {
            Centre found = calibrated((BitSet) own.clone(), calibration.get());
            if (found.lines() >= EncodingRules.FEWEST_CENTRAL_LINES) {
                return found;
            }
        }
        boolean enough = sampling.whole() || lines.has(Line.CALIBRATES) || rules.coversCentre(own);
        if (enough || !rules.accelerated()) {
            return new Centre(calibration, List.of(), false, rules.centralRun(own));
        }
        Companions companions = Companions.of(frame, lines, rules, others);
        return new Centre(calibration, companions.frames(), companions.more() && !end.last(), companions.centralRun());
    }

    /**
     * The lines of a frame that calibrates this one. Its calibration readouts complete its own lines, never another
     * frame's, which may have another contrast and phase: so the lines of both kinds come along.
     */
    private Centre calibrated(BitSet own, FrameKey calibration) {
        Optional<FrameKey> chosen = Optional.of(calibration);
        BitSet theirs = others.calibration(calibration).centre();
        int run = EncodingRules.of(scan.encodings(), calibration)
                .map(other -> other.centralRun(theirs))
                .orElse(0);
        if (run >= EncodingRules.ENOUGH_CENTRE || calibration.encodingSpace() != frame.encodingSpace()) {
            return new Centre(chosen, List.of(), false, Math.max(run, rules.centralRun(own)));
        }
        if (calibration.equals(frame)) {
            theirs.or(own);
            return new Centre(chosen, List.of(), false, rules.centralRun(theirs));
        }
        Optional<OtherFrames.Known> whole = others.frame(calibration);
        whole.ifPresent(known -> theirs.or(known.lines().centre()));
        int union = Math.max(rules.centralRun(theirs), rules.centralRun(own));
        return new Centre(chosen, whole.isPresent() ? List.of(calibration) : List.of(), false, union);
    }

    /** The frames that may have waited for this one's lines. */
    public static List<FrameKey> waitingFor(ScanFacts scan, FrameKey frame) {
        return EncodingRules.of(scan.encodings(), frame)
                .map(rules -> Companions.nearest(frame, rules.encoding()).stream().sorted().toList())
                .orElse(List.of());
    }
}
