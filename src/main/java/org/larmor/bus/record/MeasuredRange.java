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
        double leastAcceleration, double mostAcceleration, int fewestCentralLines, int fewestCoils, int mostCoils) {
    public MeasuredRange {
        if (!(leastAcceleration >= 1 && mostAcceleration >= leastAcceleration && Double.isFinite(mostAcceleration))
                || fewestCentralLines < 1
                || fewestCoils < 1
                || mostCoils < fewestCoils) {
            throw new IllegalArgumentException("no range of scans: " + leastAcceleration + " to " + mostAcceleration + ", "
                    + fewestCentralLines + " central lines, coils " + fewestCoils + " to " + mostCoils);
        }
    }
}
