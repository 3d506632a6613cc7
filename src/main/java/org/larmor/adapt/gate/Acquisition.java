package org.larmor.adapt.gate;

/**
 * How something was acquired, or counts as it.
 *
 * @param acceleration net
 * @param centralLines consecutive ones, whether of its own or of a calibration
 */
public record Acquisition(double acceleration, int centralLines, int coils) {
    /** The stratum that it belongs to: the acceleration to the nearest whole number. */
    int stratum() {
        return (int) Math.round(acceleration);
    }
}
