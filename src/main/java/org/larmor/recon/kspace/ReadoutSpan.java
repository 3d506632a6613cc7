package org.larmor.recon.kspace;

import org.larmor.mrd.wire.AcquisitionFlag;
import org.larmor.mrd.wire.AcquisitionHeader;

/**
 * The samples of a readout that count and where they lie on the readout axis. {@code center_sample} is read as the
 * index of the centre of k-space in the readout turned forwards, as the vendors' converters write it.
 *
 * @param firstSample index in the readout as stored
 * @param count samples that count
 * @param firstDistance signed distance from the centre of k-space of the first sample, turned forwards
 */
record ReadoutSpan(int firstSample, int count, int firstDistance) {
    static ReadoutSpan of(AcquisitionHeader header, int encoded) throws ReconException {
        int samples = header.numberOfSamples();
        int first = header.discardPre();
        int count = samples - first - header.discardPost();
        if (count < 1) {
            throw new ReconException("a readout of " + samples + " samples discards them all");
        }
        // turned forwards, what was discarded last comes first
        int skipped = header.has(AcquisitionFlag.IS_REVERSE) ? header.discardPost() : first;
        int distance = skipped - header.centerSample();
        if (distance >= -(encoded / 2) && distance + count <= encoded - encoded / 2) {
            return new ReadoutSpan(first, count, distance);
        }
        if (count == encoded) {
            // a full readout lies on the axis in one way only, whatever its centre sample says
            return new ReadoutSpan(first, count, -(encoded / 2));
        }
        throw new ReconException("a readout of " + count + " samples with its centre at " + header.centerSample()
                + " does not fit the encoded matrix of " + encoded);
    }
}
