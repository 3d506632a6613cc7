package org.larmor.oracle;

/** The C library's {@code rand()} after {@code srand(seed)}: an additive feedback generator over 31 words. */
final class GlibcRand {
    static final int RAND_MAX = Integer.MAX_VALUE;
    private final int[] words = new int[31];
    private int at = 3;

    GlibcRand(int seed) {
        words[0] = seed == 0 ? 1 : seed;
        for (int i = 1; i < words.length; i++) {
            long next = 16807L * words[i - 1] % RAND_MAX;
            words[i] = (int) (next < 0 ? next + RAND_MAX : next);
        }
        for (int i = 0; i < 310; i++) {
            next();
        }
    }

    int next() {
        // word n = word n−3 + word n−31, which is the one that it replaces
        words[at] += words[(at + 28) % 31];
        int result = words[at] >>> 1;
        at = (at + 1) % 31;
        return result;
    }

    double uniform() {
        return (double) next() / RAND_MAX;
    }
}
