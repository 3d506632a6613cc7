package org.larmor.scan;

/**
 * What was acquired of a frame, as far as a recipe's choice depends on it.
 *
 * @param acceleration how many times fewer imaging lines came than the limits span
 * @param centralLines consecutive imaging lines at the centre, at least 1; those of the union where it is interleaved.
 *     Lines for coil maps alone (flag 20) do not count: an image without them is another problem to a network
 * @param coils channels
 * @param interleaved whether the centre is full only in the union with other frames
 */
public record Acquired(Sampling sampling, double acceleration, int centralLines, int coils, boolean interleaved) {}
