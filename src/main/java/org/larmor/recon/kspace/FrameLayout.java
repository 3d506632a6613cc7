package org.larmor.recon.kspace;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.larmor.mrd.header.Encoding;
import org.larmor.mrd.header.Limit;

/**
 * Where a frame's samples lie: k-space [channel][z][y][x] in FFT order (the centre at index 0).
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
        Encoding.Limits limits = encoding.limits();
        int lineCenter =
                center("encode step 1", limits.step1(), y, survey.minLine(), survey.maxLine(), warnings);
        int partitionCenter = volume
                ? center("encode step 2", step2, z, survey.minPartition(), survey.maxPartition(), warnings)
                : 0;
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

    private static int center(
            String axis, @Nullable Limit limit, AxisPlan plan, int lowest, int highest, List<String> warnings)
            throws ReconException {
        int middle = plan.encoded() / 2;
        if (limit == null) {
            requireFit(axis, plan, lowest, highest, middle);
            return middle;
        }
        int center = limit.center();
        if (plan.holds(lowest - center) && plan.holds(highest - center)) {
            return center;
        }
        // a centre that was left at 0 by the writer
        requireFit(axis, plan, lowest, highest, middle);
        warnings.add("the encoding limits' centre " + center + " of " + axis + " does not fit " + plan.encoded()
                + " lines; taken as " + middle);
        return middle;
    }

    private static void requireFit(String axis, AxisPlan plan, int lowest, int highest, int center)
            throws ReconException {
        if (!plan.holds(lowest - center) || !plan.holds(highest - center)) {
            throw new ReconException("lines " + lowest + " to " + highest + " of " + axis
                    + " do not fit the encoded matrix of " + plan.encoded());
        }
    }
}
