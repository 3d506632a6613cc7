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

    static Split of(int height, int width, boolean[] omega, boolean[] target) {
        boolean[] input = new boolean[omega.length];
        for (int i = 0; i < omega.length; i++) {
            input[i] = omega[i] && !target[i];
        }
        return new Split(height, width, input, target);
    }
}
