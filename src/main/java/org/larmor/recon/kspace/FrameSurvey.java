package org.larmor.recon.kspace;

import java.nio.ByteBuffer;
import java.util.List;
import org.larmor.mrd.ReadoutRole;
import org.larmor.mrd.header.Encoding;
import org.larmor.mrd.header.Limit;
import org.larmor.mrd.wire.AcquisitionFlag;
import org.larmor.mrd.wire.AcquisitionHeader;

/**
 * What a frame's imaging readouts have in common, read off their headers alone.
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

    /** @throws ReconException where there are no imaging readouts or they disagree */
    public static FrameSurvey of(List<ByteBuffer> imaging, Encoding encoding) throws ReconException {
        Builder builder = new Builder(
                middle(encoding.limits().step1(), encoding.encoded().y()),
                middle(encoding.limits().step2(), encoding.encoded().z()));
        Readouts.forEach(imaging, (header, messages, data) -> builder.add(header));
        return builder.build();
    }

    private static int middle(@org.jspecify.annotations.Nullable Limit limit, int n) {
        return limit == null ? n / 2 : limit.center();
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
            if (!ReadoutRole.of(header).imaging()) {
                return;
            }
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
