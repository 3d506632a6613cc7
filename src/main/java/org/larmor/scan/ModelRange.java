package org.larmor.scan;

/**
 * The scans that a model was measured for and found the better choice; its card states it. All bounds are inclusive.
 *
 * @param leastAcceleration net, as {@link Acquired#acceleration}
 * @param mostAcceleration likewise
 * @param fewestCentralLines consecutive lines at the centre
 * @param interleaved whether series whose centre is full only in the union of several frames were measured too
 */
public record ModelRange(
        double leastAcceleration,
        double mostAcceleration,
        int fewestCentralLines,
        int fewestCoils,
        int mostCoils,
        boolean interleaved) {
    public ModelRange {
        if (!(leastAcceleration >= 1 && mostAcceleration >= leastAcceleration)
                || fewestCentralLines < 1
                || fewestCoils < 1
                || mostCoils < fewestCoils) {
            throw new IllegalArgumentException("no range of scans: accelerations " + leastAcceleration + " to "
                    + mostAcceleration + ", " + fewestCentralLines + " central lines, coils " + fewestCoils + " to "
                    + mostCoils);
        }
    }

    /** Whether the model was measured for the like of it. */
    public boolean covers(Acquired acquired) {
        return acquired.acceleration() >= leastAcceleration
                && acquired.acceleration() <= mostAcceleration
                && acquired.centralLines() >= fewestCentralLines
                && acquired.coils() >= fewestCoils
                && acquired.coils() <= mostCoils
                && (interleaved || !acquired.interleaved());
    }
}
