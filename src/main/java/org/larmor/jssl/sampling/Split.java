package org.larmor.jssl.sampling;

/**
 * A sampling mask Ω [H, W] split in two for self-supervision: the network sees Θ, the loss Λ.
 *
 * @param input Θ, row by row
 * @param target Λ
 */
public record Split(int height, int width, boolean[] input, boolean[] target) {
    public Split {
        input = input.clone();
        target = target.clone();
    }

    @Override
    public boolean[] input() {
        return input.clone();
    }

    @Override
    public boolean[] target() {
        return target.clone();
    }

    /** Whether nothing is in Λ. */
    public boolean isEmpty() {
        for (boolean point : target) {
            if (point) {
                return false;
            }
        }
        return true;
    }

    /** The part of a mask's columns outside its centre of which nothing is in Λ; 0 where there are none. */
    public double kept(ColumnMask mask) {
        boolean[] outer = mask.outer();
        int all = 0;
        int left = 0;
        for (int x = 0; x < width; x++) {
            boolean taken = false;
            for (int y = 0; y < height && outer[x]; y++) {
                taken |= target[y * width + x];
            }
            all += outer[x] ? 1 : 0;
            left += outer[x] && !taken ? 1 : 0;
        }
        return all == 0 ? 0 : (double) left / all;
    }

    static Split of(int height, int width, boolean[] omega, boolean[] target) {
        boolean[] input = new boolean[omega.length];
        for (int i = 0; i < omega.length; i++) {
            input[i] = omega[i] && !target[i];
        }
        return new Split(height, width, input, target);
    }
}
