package org.larmor.jssl.data;

import java.util.SplittableRandom;

/** Random draws that are a function of a seed and of what they are for, never of what was drawn before. */
public final class Draws {
    private Draws() {}

    public static SplittableRandom of(long seed, long iteration, int sample) {
        return new SplittableRandom(mix(mix(seed) + iteration) + sample);
    }

    /** FNV-1a. */
    static long hash(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return mix(hash);
    }

    /** SplitMix64's finaliser: neighbouring inputs become unrelated outputs. */
    private static long mix(long z) {
        long a = (z + 0x9e3779b97f4a7c15L) * 0xbf58476d1ce4e5b9L;
        long b = (a ^ (a >>> 27)) * 0x94d049bb133111ebL;
        return b ^ (b >>> 31);
    }
}
