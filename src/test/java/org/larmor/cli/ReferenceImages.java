package org.larmor.cli;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.larmor.mrd.FrameKey;
import org.larmor.mrd.file.MessageReader;
import org.larmor.mrd.file.MrdFile;
import org.larmor.mrd.header.Encoding;
import org.larmor.mrd.header.HeaderReader;
import org.larmor.mrd.header.MrdHeader;
import org.larmor.mrd.wire.AcquisitionFlag;
import org.larmor.mrd.wire.AcquisitionHeader;

/**
 * The root sum of squares of the centred orthonormal inverse Fourier transform of a file's frames, by the definition: a
 * plain sum for every pixel row and column, nothing shared with the program but the reading of the file.
 */
final class ReferenceImages {
    private ReferenceImages() {}

    /** One frame's k-space, [coil][line][sample][re, im]. */
    private record Frame(double[][][] lines, int[] readings) {}

    /** [y][x] of each frame, cropped to the recon space along the readout. Frames of {@code combine} share lines. */
    static Map<FrameKey, double[][]> of(Path path, boolean combineRepetitions) throws Exception {
        try (MrdFile file = MrdFile.open(path)) {
            MrdHeader header = HeaderReader.read(file.xml());
            Map<FrameKey, Frame> frames = new TreeMap<>();
            MessageReader messages = file.acquisitionMessages();
            for (ByteBuffer m = messages.next(); m != null; m = messages.next()) {
                add(m.duplicate().order(ByteOrder.LITTLE_ENDIAN), header, frames, combineRepetitions);
            }
            Map<FrameKey, double[][]> images = new TreeMap<>();
            frames.forEach((key, frame) -> images.put(key, image(frame, header.encodings().get(key.encodingSpace()))));
            return images;
        }
    }

    private static void add(ByteBuffer message, MrdHeader header, Map<FrameKey, Frame> frames, boolean combine) {
        AcquisitionHeader readout = new AcquisitionHeader().wrap(message, 2);
        if (readout.has(AcquisitionFlag.IS_NOISE_MEASUREMENT)) {
            return;
        }
        FrameKey key = combine ? FrameKey.of(readout).slot() : FrameKey.of(readout);
        Encoding encoding = header.encodings().get(key.encodingSpace());
        int ny = encoding.encoded().y();
        int samples = readout.numberOfSamples();
        int coils = readout.activeChannels();
        Frame frame = frames.computeIfAbsent(
                key, k -> new Frame(new double[coils][ny][2 * samples], new int[ny]));
        int center = encoding.limits().step1() == null ? ny / 2 : encoding.limits().step1().center();
        int line = readout.kspaceEncodeStep1() - center + ny / 2;
        frame.readings[line]++;
        int at = 2 + AcquisitionHeader.BYTES + (int) readout.trajectoryBytes();
        for (int c = 0; c < coils; c++) {
            for (int s = 0; s < 2 * samples; s++) {
                frame.lines[c][line][s] += message.getFloat(at + 4 * (c * 2 * samples + s));
            }
        }
    }

    private static double[][] image(Frame frame, Encoding encoding) {
        int ny = frame.readings.length;
        int nx = frame.lines[0][0].length / 2;
        int kept = (int) Math.round(nx * (double) encoding.recon().fovX() / encoding.encoded().fovX());
        double[][] sum = new double[ny][kept];
        for (double[][] coil : frame.lines) {
            for (int line = 0; line < ny; line++) {
                for (int i = 0; i < coil[line].length; i++) {
                    coil[line][i] /= Math.max(1, frame.readings[line]);
                }
                coil[line] = inverse(coil[line]);
            }
            double[] column = new double[2 * ny];
            for (int x = 0; x < kept; x++) {
                int from = nx / 2 - kept / 2 + x;
                for (int y = 0; y < ny; y++) {
                    column[2 * y] = coil[y][2 * from];
                    column[2 * y + 1] = coil[y][2 * from + 1];
                }
                double[] image = inverse(column);
                for (int y = 0; y < ny; y++) {
                    sum[y][x] += image[2 * y] * image[2 * y] + image[2 * y + 1] * image[2 * y + 1];
                }
            }
        }
        for (double[] row : sum) {
            for (int x = 0; x < kept; x++) {
                row[x] = Math.sqrt(row[x]);
            }
        }
        return sum;
    }

    /** x[n] = Σ k[m] exp(2πi (m − N/2)(n − N/2) / N) / √N, with N/2 rounded down. */
    private static double[] inverse(double[] k) {
        int n = k.length / 2;
        double[] cos = new double[n];
        double[] sin = new double[n];
        for (int i = 0; i < n; i++) {
            cos[i] = Math.cos(2 * Math.PI * i / n) / Math.sqrt(n);
            sin[i] = Math.sin(2 * Math.PI * i / n) / Math.sqrt(n);
        }
        double[] x = new double[2 * n];
        for (int to = 0; to < n; to++) {
            for (int from = 0; from < n; from++) {
                int turn = Math.floorMod((from - n / 2) * (to - n / 2), n);
                x[2 * to] += k[2 * from] * cos[turn] - k[2 * from + 1] * sin[turn];
                x[2 * to + 1] += k[2 * from] * sin[turn] + k[2 * from + 1] * cos[turn];
            }
        }
        return x;
    }

    /** ‖a·image − reference‖ / ‖reference‖ with the best a. */
    static double error(float[] image, double[][] reference) {
        int width = reference[0].length;
        double ir = 0;
        double ii = 0;
        double rr = 0;
        for (int i = 0; i < image.length; i++) {
            double r = reference[i / width][i % width];
            ir += image[i] * r;
            ii += (double) image[i] * image[i];
            rr += r * r;
        }
        double scale = ir / ii;
        double e = 0;
        for (int i = 0; i < image.length; i++) {
            double d = scale * image[i] - reference[i / width][i % width];
            e += d * d;
        }
        return Math.sqrt(e / rr);
    }
}
