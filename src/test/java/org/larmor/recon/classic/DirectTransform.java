package org.larmor.recon.classic;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.larmor.mrd.wire.AcquisitionHeader;

/** The root sum of squares by its definition: slow sums in double, sharing nothing with what is tested. */
final class DirectTransform {
    private DirectTransform() {}

    /**
     * The centred orthonormal inverse DFT of each coil at the pixels of a reconstructed matrix, and their root sum of
     * squares.
     *
     * @param kspace complex pairs [coil][z][y][x], centre at ⌊n/2⌋
     * @param encoded {z, y, x}
     * @param recon {z, y, x} pixels
     * @param pitch {z, y, x} size of a reconstructed pixel in encoded ones
     */
    static float[] rootSumOfSquares(float[] kspace, int coils, int[] encoded, int[] recon, double[] pitch) {
        int[] shape = encoded.clone();
        double[] data = new double[kspace.length];
        for (int i = 0; i < data.length; i++) {
            data[i] = kspace[i];
        }
        for (int axis = 2; axis >= 0; axis--) {
            data = alongAxis(data, shape, axis, recon[axis], pitch[axis]);
            shape[axis] = recon[axis];
        }
        int n = recon[0] * recon[1] * recon[2];
        float[] image = new float[n];
        for (int i = 0; i < n; i++) {
            double sum = 0;
            for (int c = 0; c < coils; c++) {
                double re = data[2 * (c * n + i)];
                double im = data[2 * (c * n + i) + 1];
                sum += re * re + im * im;
            }
            image[i] = (float) Math.sqrt(sum);
        }
        return image;
    }

    /** Of a frame's readouts, each of its own line and all of the encoded matrix; the image cropped to rx along x. */
    static float[] ofLines(List<ByteBuffer> readouts, int ny, int rx) {
        AcquisitionHeader header = new AcquisitionHeader().wrap(readouts.getFirst(), 2);
        int coils = header.activeChannels();
        int nx = header.numberOfSamples();
        float[] kspace = new float[2 * coils * ny * nx];
        for (ByteBuffer readout : readouts) {
            header.wrap(readout, 2);
            ByteBuffer data = readout.duplicate().order(ByteOrder.LITTLE_ENDIAN);
            data.position(2 + AcquisitionHeader.BYTES);
            for (int c = 0; c < coils; c++) {
                for (int i = 0; i < 2 * nx; i++) {
                    kspace[2 * (c * ny + header.kspaceEncodeStep1()) * nx + i] = data.getFloat();
                }
            }
        }
        return rootSumOfSquares(
                kspace, coils, new int[] {1, ny, nx}, new int[] {1, ny, rx}, new double[] {1, 1, 1});
    }

    private static double[] alongAxis(double[] data, int[] shape, int axis, int out, double pitch) {
        int n = shape[axis];
        int inner = 1;
        for (int i = axis + 1; i < 3; i++) {
            inner *= shape[i];
        }
        int outer = data.length / 2 / n / inner;
        double[] result = new double[2 * outer * out * inner];
        for (int m = 0; m < out; m++) {
            double position = (m - out / 2) * pitch;
            for (int k = 0; k < n; k++) {
                double angle = 2 * Math.PI * (k - n / 2) * position / n;
                double c = Math.cos(angle) / Math.sqrt(n);
                double s = Math.sin(angle) / Math.sqrt(n);
                for (int o = 0; o < outer; o++) {
                    for (int i = 0; i < inner; i++) {
                        int from = 2 * ((o * n + k) * inner + i);
                        int to = 2 * ((o * out + m) * inner + i);
                        result[to] += data[from] * c - data[from + 1] * s;
                        result[to + 1] += data[from] * s + data[from + 1] * c;
                    }
                }
            }
        }
        return result;
    }
}
