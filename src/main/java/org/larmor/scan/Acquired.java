package org.larmor.scan;

/**
 * What was acquired of a frame, as far as a recipe's choice depends on it.
 *
 * @param acceleration how many times fewer lines came than the limits span, calibration lines of the frame counted
 * @param centralLines consecutive lines at the centre that coil maps can be made from, whatever their source
 * @param coils channels
 * @param interleaved whether the centre is full only in the union with other frames
 */
public record Acquired(Sampling sampling, double acceleration, int centralLines, int coils, boolean interleaved) {}
