package org.larmor.sim;

/**
 * Receive sensitivities of small loops on a cylinder around the head: the transverse field B<sub>x</sub> −
 * iB<sub>y</sub> of a magnetic dipole at each loop's centre that points to the axis (Biot–Savart far from the loop). Up
 * to eight loops make one ring; more make two, turned against each other. One coil is a uniform body coil. Lengths in
 * half fields of view.
 */
final class CoilArray {
    private static final double RADIUS = 1.5;
    private static final double RING_SPACING = 0.7;
    private static final int ONE_RING = 8;

    private final int coils;
    private final double scale;

    /** Directions of the loops, from their centres to the axis. */
    private final double[] mx;

    private final double[] my;
    private final double[] z;

    CoilArray(int coils) {
        if (coils < 1) {
            throw new IllegalArgumentException("an array of " + coils + " coils");
        }
        this.coils = coils;
        this.mx = new double[coils];
        this.my = new double[coils];
        this.z = new double[coils];
        int rings = coils > ONE_RING ? 2 : 1;
        int ring = (coils + rings - 1) / rings;
        for (int c = 0; c < coils; c++) {
            int row = c / ring;
            double angle = 2 * Math.PI * (c % ring + 0.5 * row) / ring;
            mx[c] = -Math.cos(angle);
            my[c] = -Math.sin(angle);
            z[c] = RING_SPACING * (row - 0.5 * (rings - 1));
        }
        double[] s = new double[2];
        double sum = 0;
        for (int c = 0; c < coils; c++) {
            field(c, 0, 0, 0, s);
            sum += s[0] * s[0] + s[1] * s[1];
        }
        this.scale = 1 / Math.sqrt(sum);
    }

    int coils() {
        return coils;
    }

    /** The complex sensitivity of a coil at a point; the root sum of squares over the coils is 1 at the centre. */
    void at(int coil, double x, double y, double z, double[] sensitivity) {
        field(coil, x, y, z, sensitivity);
        sensitivity[0] *= scale;
        sensitivity[1] *= scale;
    }

    private void field(int coil, double x, double y, double pz, double[] s) {
        if (coils == 1) {
            s[0] = 1;
            s[1] = 0;
            return;
        }
        double dx = x + RADIUS * mx[coil];
        double dy = y + RADIUS * my[coil];
        double dz = pz - z[coil];
        double d2 = dx * dx + dy * dy + dz * dz;
        double along = 3 * (mx[coil] * dx + my[coil] * dy) / d2;
        double strength = 1 / (d2 * Math.sqrt(d2));
        s[0] = strength * (along * dx - mx[coil]);
        s[1] = -strength * (along * dy - my[coil]);
    }
}
