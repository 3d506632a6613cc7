package org.larmor.adapt.gate;

/**
 * What each look at a domain's held-out scans may spend of the error that all looks have together, 0.05: look k spends
 * 0.05·6/(π²k²), and over any number of looks no more is spent.
 */
final class Looks {
    static final double ALL = 0.05;

    private Looks() {}

    /** The error of look {@code number}, from 1. */
    static double error(int number) {
        return ALL * 6 / (Math.PI * Math.PI * number * number);
    }

    /** Whether so many units can decide at all: the best of sign patterns is one of 2ⁿ. */
    static boolean decides(int number, int units) {
        return Math.pow(2, -units) <= error(number);
    }

    /** The fewest units that can decide. */
    static int fewest(int number) {
        int units = 1;
        while (!decides(number, units)) {
            units++;
        }
        return units;
    }
}
