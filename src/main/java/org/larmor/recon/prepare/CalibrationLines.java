package org.larmor.recon.prepare;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import org.larmor.mrd.header.Encoding;
import org.larmor.recon.kspace.AxisPlan;
import org.larmor.recon.kspace.FrameLayout;
import org.larmor.recon.kspace.KspaceGrid;
import org.larmor.recon.kspace.Readouts;
import org.larmor.recon.kspace.ReconException;
import org.larmor.recon.op.AxisFourier;

/**
 * The lines that calibrate a frame, gridded by themselves as their own encoding says and brought to the frame's fields
 * of view: lines of two encodings coincide where these are equal, as Δk = 1/FOV. Owns the grid; used by one thread.
 */
final class CalibrationLines implements AutoCloseable {
    /** Fields of view are rounded by some writers. */
    private static final double SAME = 1e-3;

    private final KspaceGrid grid = new KspaceGrid();

    /** The calibration of each slice, whitened as the frame is. */
    List<Calibration> slices(NDManager parent, CalibrationSource source, PreparedFrame frame) throws ReconException {
        try (NDManager manager = parent.newSubManager()) {
            Lines lines = source.encodingSpace() == frame.input().frame().encodingSpace()
                    ? own(manager, source)
                    : other(manager, source, frame);
            NDArray hybrid = lines.hybrid();
            float[] whitening = frame.whitening();
            if (whitening != null) {
                int channels = frame.layout().channels();
                Shape shape = hybrid.getShape();
                hybrid = Complex.of(manager, whitening, new Shape(channels, channels))
                        .matMul(hybrid.reshape(channels, -1))
                        .reshape(shape);
            }
            int readout = frame.layout().readout();
            NDArray kspace = new AxisFourier(manager, readout, -2).forward(hybrid);
            int phase = frame.layout().y().encoded();
            int count = (int) kspace.getShape().get(3);
            List<Calibration> slices = new ArrayList<>();
            for (int z = 0; z < kspace.getShape().get(1); z++) {
                float[] pairs = kspace.get(":, " + z).real().toFloatArray();
                slices.add(new Calibration(
                        pairs, frame.layout().channels(), readout, phase / 2 + lines.first(), count, phase));
            }
            return slices;
        }
    }

    @Override
    public void close() {
        grid.close();
    }

    /** @param first relative to the centre */
    private record Lines(NDArray hybrid, int first) {}

    private Lines own(NDManager manager, CalibrationSource source) throws ReconException {
        FrameLayout layout = source.layout();
        return new Lines(consecutive(manager, source, layout), source.firstLine());
    }

    private Lines other(NDManager manager, CalibrationSource source, PreparedFrame frame) throws ReconException {
        List<Encoding> encodings = frame.input().scan().header().encodings();
        Encoding.Space theirs = encodings.get(source.encodingSpace()).encoded();
        Encoding.Space ours = encodings.get(frame.input().frame().encodingSpace()).encoded();
        FrameLayout layout = source.layout();
        FrameLayout target = frame.layout();
        double readoutView = ours.fovX() * target.readout() / (double) target.x().encoded();
        AxisPlan x = through(layout.x().encoded(), theirs.fovX(), target.readout(), readoutView);
        AxisPlan plain = AxisPlan.plain(layout.x().encoded());
        NDArray hybrid = CentredAxis.toRecon(
                consecutive(manager, source, new FrameLayout(
                        layout.channels(),
                        plain,
                        layout.y(),
                        layout.z(),
                        layout.lineCenter(),
                        layout.partitionCenter())),
                -2,
                x);
        double ratio = theirs.fovY() > 0 && ours.fovY() > 0 ? ours.fovY() / (double) theirs.fovY() : 1;
        int most = Math.min(CalibrationSource.WINDOW, target.y().encoded());
        if (Math.abs(ratio - 1) < SAME) {
            return within(hybrid, source.firstLine(), most);
        }
        // more or fewer lines over the same part of k-space: through the image, padded or cropped to the frame's field
        int encoded = layout.y().encoded();
        int before = encoded / 2 + source.firstLine();
        Shape shape = hybrid.getShape();
        NDArray left = manager.zeros(new Shape(shape.get(0), shape.get(1), shape.get(2), before), hybrid.getDataType());
        NDArray right = manager.zeros(
                new Shape(shape.get(0), shape.get(1), shape.get(2), encoded - before - source.lines()),
                hybrid.getDataType());
        NDArray whole = left.concat(hybrid, 3).concat(right, 3);
        int kept = (int) Math.round(encoded * ratio);
        NDArray image = new AxisFourier(manager, encoded, -1).adjoint(whole);
        NDArray lines = new AxisFourier(manager, kept, -1).forward(CentredAxis.resize(image, -1, kept));
        int first = (int) Math.ceil(source.firstLine() * ratio);
        int last = (int) Math.floor((source.firstLine() + source.lines() - 1) * ratio);
        return within(lines.get(":, :, :, " + (kept / 2 + first) + ":" + (kept / 2 + last + 1)), first, most);
    }

    /** As an axis of this many samples becomes one of so many pixels of another field of view. */
    private static AxisPlan through(int encoded, float field, int pixels, double view) {
        int kept = field > 0 && view > 0 ? Math.max(1, (int) Math.round(encoded * view / field)) : pixels;
        return new AxisPlan(encoded, kept, pixels);
    }

    /** The lines that lie within so many around the centre. */
    private static Lines within(NDArray hybrid, int first, int most) {
        int count = (int) hybrid.getShape().get(3);
        int from = Math.max(first, -(most / 2));
        int end = Math.min(first + count, most - most / 2);
        return new Lines(hybrid.get(":, :, :, " + (from - first) + ":" + (end - first)), from);
    }

    /** The source's consecutive lines: complex64 [channel][z][readout][line]. */
    private NDArray consecutive(NDManager manager, CalibrationSource source, FrameLayout layout)
            throws ReconException {
        int window = Math.min(CalibrationSource.WINDOW, layout.y().encoded());
        grid.begin(layout.withLines(window));
        Readouts.forEach(source.buffers(), (header, messages, data) -> {
            if (source.used().test(header) && header.activeChannels() == layout.channels()) {
                grid.addInside(header, messages, data);
            }
        });
        grid.finish();
        int first = window / 2 + source.firstLine();
        NDArray hybrid = ReadoutTransform.hybrid(manager, grid, 0, layout.channels());
        return hybrid.mul((float) ReadoutTransform.scale(layout))
                .get(":, :, :, " + first + ":" + (first + source.lines()));
    }
}
