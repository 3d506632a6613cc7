package org.larmor.recon.kspace;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Predicate;
import org.larmor.mrd.header.Encoding;
import org.larmor.mrd.wire.AcquisitionFlag;
import org.larmor.mrd.wire.AcquisitionHeader;
import org.larmor.scan.EncodingRules;

/**
 * What a frame's readouts of one kind have in common, read off their headers alone.
 *
 * @param center a copy of the header nearest the centre of k-space
 * @param reversed whether some lie reversed (flag 22)
 */
public record FrameSurvey(
        int channels,
        int minLine,
        int maxLine,
        int minPartition,
        int maxPartition,
        AcquisitionHeader center,
        boolean reversed) {

    /**
     * Surveys.
     *
     * @param counted which readouts count
     * @throws ReconException where there are none or they disagree
     */
    public static FrameSurvey of(
            List<ByteBuffer> readouts, Encoding encoding, Predicate<AcquisitionHeader> counted) throws ReconException {
        EncodingRules rules = EncodingRules.of(encoding);
        Builder builder = new Builder(rules.centralLine(), rules.centralPartition());
        AttachedTrajectory trajectory = new AttachedTrajectory();
        Readouts.forEach(readouts, (header, messages, data) -> {
            if (counted.test(header)) {
                builder.add(header);
                trajectory.require(header, messages, data);
            }
        });
        return builder.build();
    }

    private static final class Builder {
        private final int lineCenter;
        private final int partitionCenter;
        private int channels;
        private int minLine = Integer.MAX_VALUE;
        private int maxLine;
        private int minPartition = Integer.MAX_VALUE;
        private int maxPartition;
        private long nearest = Long.MAX_VALUE;
        private AcquisitionHeader center = AcquisitionHeader.allocate();
        private boolean reversed;

        Builder(int lineCenter, int partitionCenter) {
            this.lineCenter = lineCenter;
            this.partitionCenter = partitionCenter;
        }

        void add(AcquisitionHeader header) throws ReconException {
            if (nearest == Long.MAX_VALUE) {
                channels = header.activeChannels();
                if (channels == 0) {
                    throw new ReconException("a readout has no channels");
                }
            } else if (header.activeChannels() != channels) {
                throw new ReconException("readouts of " + channels + " and of " + header.activeChannels()
                        + " channels in one frame");
            }
            int line = header.kspaceEncodeStep1();
            int partition = header.kspaceEncodeStep2();
            minLine = Math.min(minLine, line);
            maxLine = Math.max(maxLine, line);
            minPartition = Math.min(minPartition, partition);
            maxPartition = Math.max(maxPartition, partition);
            reversed |= header.has(AcquisitionFlag.IS_REVERSE);
            long distance = (long) Math.abs(line - lineCenter) + Math.abs(partition - partitionCenter);
            if (distance < nearest) {
                nearest = distance;
                center = header.copy();
            }
        }

        FrameSurvey build() throws ReconException {
            if (nearest == Long.MAX_VALUE) {
                throw new ReconException("the frame has no imaging readouts");
            }
            return new FrameSurvey(channels, minLine, maxLine, minPartition, maxPartition, center, reversed);
        }
    }
}
