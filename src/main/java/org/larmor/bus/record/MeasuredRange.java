package org.larmor.bus.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * The scans that a version was measured for where it is to serve; {@code auto} takes it for the like of them. All bounds are
 * inclusive.
 *
 * @param leastAcceleration net
 * @param mostAcceleration likewise
 * @param fewestCentralLines consecutive ones of the image's own
 * @param quality how well it told what was kept from it, by acceleration; empty where that was not measured
 */
public record MeasuredRange(
        double leastAcceleration,
        double mostAcceleration,
        int fewestCentralLines,
        int fewestCoils,
        int mostCoils,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<QualityLimit> quality) {
    public MeasuredRange(
            double leastAcceleration, double mostAcceleration, int fewestCentralLines, int fewestCoils, int mostCoils) {
        this(leastAcceleration, mostAcceleration, fewestCentralLines, fewestCoils, mostCoils, List.of());
    }

    public MeasuredRange {
        quality = quality == null ? List.of() : List.copyOf(quality); // records of before say nothing of it
        if (!(leastAcceleration >= 1 && mostAcceleration >= leastAcceleration && Double.isFinite(mostAcceleration))
                || fewestCentralLines < 1
                || fewestCoils < 1
                || mostCoils < fewestCoils) {
            throw new IllegalArgumentException("no range of scans: " + leastAcceleration + " to " + mostAcceleration + ", "
                    + fewestCentralLines + " central lines, coils " + fewestCoils + " to " + mostCoils);
        }
    }
}
