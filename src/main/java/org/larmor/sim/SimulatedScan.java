package org.larmor.sim;

import java.util.ArrayList;
import java.util.List;

/**
 * A scan of a phantom: its header, its acquisitions in order, and the truth its images are to be held against. Over the
 * repetitions the table drifts by a pixel or so along the phase encoding (object and coils together) and the signal
 * fades a little, so that no two frames are alike. Noise is drawn anew for every reading, alike for the same seed; it
 * costs more than the sending, so a scan that measures throughput has none.
 */
public final class SimulatedScan {
    private static final double DRIFT_PIXELS = 1.5;
    private static final int DRIFT_PERIOD = 12;
    private static final double FADING = 0.02;
    private static final int FADING_PERIOD = 10;
    private static final int NOISE_SAMPLES_A_COIL = 64;

    private final Phantom phantom;
    private final ScanPlan plan;
    private final NoiseModel noise;
    private final String measurementId;

    public SimulatedScan(Phantom phantom, ScanPlan plan) {
        this.phantom = phantom;
        this.plan = plan;
        this.noise = new NoiseModel(phantom.coils(), plan.noiseLevel());
        this.measurementId = "sim-" + Long.toHexString(plan.seed());
    }

    public Phantom phantom() {
        return phantom;
    }

    public ScanPlan plan() {
        return plan;
    }

    public NoiseModel noise() {
        return noise;
    }

    public byte[] xml() {
        return SimulatedHeader.xml(SimulatedHeader.Encoding.of(phantom), plan, measurementId);
    }

    public int frames() {
        return phantom.slices() * plan.repetitions();
    }

    /** One reading of the whole scan. */
    public MessageSource messages() {
        return new SimulatedMessages(this);
    }

    /**
     * What a perfect reconstruction of the noise-free, fully sampled frame gives: the root sum of squares of its coil
     * images, [ny][nx], cut to the field of view of the image.
     */
    public float[] truth(int slice, int repetition) {
        float[] kspace = phantom.kspace(slice);
        int samples = phantom.samples();
        int ny = phantom.ny();
        int nx = phantom.nx();
        int left = samples / 2 - nx / 2;
        Fft x = new Fft(samples);
        Fft y = new Fft(ny);
        double[] image = new double[2 * ny * samples];
        double[] sum = new double[ny * nx];
        double[] factor = new double[2];
        for (int c = 0; c < phantom.coils(); c++) {
            for (int line = 0; line < ny; line++) {
                factor(line, repetition, factor);
                for (int s = 0; s < samples; s++) {
                    int from = 2 * ((c * ny + line) * samples + s);
                    int to = 2 * (line * samples + s);
                    image[to] = kspace[from] * factor[0] - kspace[from + 1] * factor[1];
                    image[to + 1] = kspace[from] * factor[1] + kspace[from + 1] * factor[0];
                }
            }
            x.inverse2(image, y);
            for (int row = 0; row < ny; row++) {
                for (int column = 0; column < nx; column++) {
                    int at = 2 * (row * samples + left + column);
                    sum[row * nx + column] += image[at] * image[at] + image[at + 1] * image[at + 1];
                }
            }
        }
        float[] truth = new float[sum.length];
        for (int i = 0; i < sum.length; i++) {
            truth[i] = (float) Math.sqrt(sum[i]);
        }
        return truth;
    }

    /** What a line of the phantom's k-space is multiplied by in a repetition: fading, and the shift's phase ramp. */
    void factor(int line, int repetition, double[] factor) {
        double scale = 1 - FADING * (repetition % FADING_PERIOD);
        double shift = DRIFT_PIXELS * Math.sin(2 * Math.PI * repetition / DRIFT_PERIOD);
        double phase = -2 * Math.PI * shift * (line - phantom.ny() / 2) / phantom.ny();
        factor[0] = scale * Math.cos(phase);
        factor[1] = scale * Math.sin(phase);
    }

    int noiseReadouts() {
        return plan.noiseScan() ? Math.ceilDiv(NOISE_SAMPLES_A_COIL * phantom.coils(), phantom.samples()) : 0;
    }

    /** The imaging readouts in the order they are acquired. */
    List<Readout> readouts() {
        List<Readout> order = new ArrayList<>();
        int ny = phantom.ny();
        for (int repetition = 0; repetition < plan.repetitions(); repetition++) {
            int outer = plan.interleaved() ? ny : phantom.slices();
            int inner = plan.interleaved() ? phantom.slices() : ny;
            for (int o = 0; o < outer; o++) {
                for (int i = 0; i < inner; i++) {
                    int line = plan.interleaved() ? o : i;
                    if (plan.acquires(line, ny, repetition)) {
                        order.add(new Readout(line, plan.interleaved() ? i : o, repetition));
                    }
                }
            }
        }
        return order;
    }

    record Readout(int line, int slice, int repetition) {}
}
