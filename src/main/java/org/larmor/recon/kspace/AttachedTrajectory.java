package org.larmor.recon.kspace;

import java.nio.ByteBuffer;
import org.larmor.mrd.wire.AcquisitionHeader;

/**
 * Holds trajectories that are attached to a Cartesian frame's readouts (f32 [sample][dimension]) against the grid: along
 * a readout one component moves evenly and the others stay; from line to line one component moves evenly. Units differ by
 * writer, so only the shape counts, measured in steps along the readout. Used for one frame.
 */
final class AttachedTrajectory {
    /** Of a step along the readout: what rounding may move a sample by. */
    private static final double MOST_OFF = 0.1;

    private int lines;
    private int firstLine;
    private int secondLine;
    private double[] first = new double[0];
    private double[] second = new double[0];

    /**
     * Looks at one readout.
     *
     * @param data absolute offset of its samples, which its trajectory precedes
     * @throws ReconException where it leaves the grid; names the readout
     */
    void require(AcquisitionHeader header, ByteBuffer messages, int data) throws ReconException {
        int dimensions = header.trajectoryDimensions();
        int samples = header.numberOfSamples();
        if (dimensions == 0 || samples < 2) {
            return;
        }
        int from = data - Float.BYTES * dimensions * samples;
        double[] start = new double[dimensions];
        double[] steps = new double[dimensions];
        double step = 0;
        for (int d = 0; d < dimensions; d++) {
            start[d] = at(messages, from, d);
            steps[d] = (at(messages, from, (samples - 1) * dimensions + d) - start[d]) / (samples - 1);
            step = Math.max(step, Math.abs(steps[d]));
        }
        if (!(step > 0)) {
            throw off(header);
        }
        int moving = 0;
        for (int d = 0; d < dimensions; d++) {
            moving += Math.abs(steps[d]) > MOST_OFF * step / samples ? 1 : 0;
            for (int s = 0; s < samples; s++) {
                double even = start[d] + s * steps[d];
                if (!(Math.abs(at(messages, from, s * dimensions + d) - even) <= MOST_OFF * step)) {
                    throw off(header);
                }
            }
        }
        if (moving != 1 || !even(header, start, steps, step)) {
            throw off(header);
        }
    }

    /** Whether the readout lies where the two lines seen first say that a line of its number does. */
    private boolean even(AcquisitionHeader header, double[] start, double[] steps, double step) {
        double[] place = new double[start.length];
        for (int d = 0; d < start.length; d++) {
            // the moving component may run the other way, or start later
            place[d] = Math.abs(steps[d]) > MOST_OFF * step ? 0 : start[d];
        }
        int line = header.kspaceEncodeStep1();
        if (lines == 0) {
            firstLine = line;
            first = place;
            lines = 1;
        }
        if (place.length != first.length) {
            return false;
        }
        if (lines == 1 && line != firstLine) {
            secondLine = line;
            second = place;
            lines = 2;
        }
        if (header.kspaceEncodeStep2() != 0) {
            return true; // partitions move another component
        }
        for (int d = 0; d < place.length; d++) {
            double even = lines == 1
                    ? first[d]
                    : first[d] + (second[d] - first[d]) * (line - firstLine) / (secondLine - firstLine);
            if (Math.abs(place[d] - even) > MOST_OFF * step) {
                return false;
            }
        }
        return true;
    }

    private static double at(ByteBuffer messages, int from, int index) {
        return messages.getFloat(from + Float.BYTES * index);
    }

    private static ReconException off(AcquisitionHeader header) {
        return new ReconException("the trajectory attached to readout " + header.scanCounter() + " (line "
                + header.kspaceEncodeStep1() + ") is not on the Cartesian grid");
    }
}
