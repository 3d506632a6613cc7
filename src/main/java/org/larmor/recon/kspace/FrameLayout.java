package org.larmor.recon.kspace;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.larmor.mrd.header.Encoding;
import org.larmor.mrd.header.Limit;
import org.larmor.scan.EncodingRules;

/**
 * Where a frame's samples lie: k-space [channel][partition][line][sample].
 *
 * @param lineCenter the encode step 1 that is the centre of k-space
 * @param partitionCenter the same of step 2; of no meaning for a single partition
 */
public record FrameLayout(
        int channels, AxisPlan x, AxisPlan y, AxisPlan z, int lineCenter, int partitionCenter) {

    /** Bounded by what one direct buffer holds. */
    private static final long MAX_BYTES = Integer.MAX_VALUE;

    /**
     * @param warnings takes what was assumed
     * @throws ReconException where the header cannot describe the readouts surveyed
     */
    public static FrameLayout of(Encoding encoding, FrameSurvey survey, List<String> warnings) throws ReconException {
        Encoding.Space from = encoding.encoded();
        Encoding.Space to = encoding.recon();
        Limit step2 = encoding.limits().step2();
        // a volume that broke off after its first partition is one still
        boolean volume = survey.maxPartition() > 0 || (from.z() > 1 && step2 != null && step2.maximum() > 0);
        AxisPlan x = AxisPlan.of("the readout", from.x(), from.fovX(), to.x(), to.fovX());
        AxisPlan y = AxisPlan.of("encode step 1", from.y(), from.fovY(), to.y(), to.fovY());
        AxisPlan z = volume
                ? AxisPlan.of("encode step 2", from.z(), from.fovZ(), to.z(), to.fovZ())
                : AxisPlan.plain(1);
        EncodingRules rules = EncodingRules.of(encoding);
        int lineCenter = rules.centralLine();
        requireFit("encode step 1", y, survey.minLine(), survey.maxLine(), lineCenter);
        tell("encode step 1", encoding.limits().step1(), lineCenter, y, warnings);
        int partitionCenter = volume ? rules.centralPartition() : 0;
        if (volume) {
            requireFit("encode step 2", z, survey.minPartition(), survey.maxPartition(), partitionCenter);
            tell("encode step 2", step2, partitionCenter, z, warnings);
        }
        FrameLayout layout = new FrameLayout(survey.channels(), x, y, z, lineCenter, partitionCenter);
        long largest = largest(survey.channels(), x, y, z);
        if (largest > MAX_BYTES) {
            throw new ReconException("a frame of " + largest + " bytes is larger than can be reconstructed");
        }
        return layout;
    }

    /** The same with another number of lines around the centre, e.g. for calibration. */
    public FrameLayout withLines(int lines) {
        return new FrameLayout(channels, x, AxisPlan.plain(lines), z, lineCenter, partitionCenter);
    }

    /** Samples along the readout within the reconstructed field of view: a prepared slice's readout. */
    public int readout() {
        return Math.min(x.encoded(), x.kept());
    }

    /** Bytes of the gridded complex64 k-space. */
    public long bytes() {
        return 8L * channels * x.encoded() * y.encoded() * z.encoded();
    }

    /** Bytes of the largest complex64 array on the way, or the largest long. */
    private static long largest(int channels, AxisPlan x, AxisPlan y, AxisPlan z) {
        double bytes = 8.0
                * channels
                * Math.max(x.encoded(), Math.max(x.kept(), x.recon()))
                * Math.max(y.encoded(), Math.max(y.kept(), y.recon()))
                * Math.max(z.encoded(), Math.max(z.kept(), z.recon()));
        return (long) bytes;
    }

    private static void tell(
            String axis, @Nullable Limit limit, int center, AxisPlan plan, List<String> warnings) {
        if (limit != null && limit.center() != center) {
            warnings.add("the encoding limits' centre " + limit.center() + " of " + axis + " does not fit "
                    + plan.encoded() + " lines; taken as " + center);
        }
    }

    private static void requireFit(String axis, AxisPlan plan, int lowest, int highest, int center)
            throws ReconException {
        if (!plan.holds(lowest - center) || !plan.holds(highest - center)) {
            throw new ReconException("lines " + lowest + " to " + highest + " of " + axis
                    + " do not fit the encoded matrix of " + plan.encoded());
        }
    }
}
