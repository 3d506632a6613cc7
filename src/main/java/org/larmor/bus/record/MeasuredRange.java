package org.larmor.bus.record;

/**
 * The scans that a version was measured for where it is to serve; {@code auto} takes it for the like of them. All bounds are
 * inclusive.
 *
 * @param leastAcceleration net
 * @param mostAcceleration likewise
 * @param fewestCentralLines consecutive ones
 */
public record MeasuredRange(
        double leastAcceleration, double mostAcceleration, int fewestCentralLines, int fewestCoils, int mostCoils) {}
