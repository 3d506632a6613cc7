package org.larmor.sim.stream;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One encoding as a converter writes it into the header. Its methods give changed copies.
 *
 * @param trajectory the schema's word
 * @param encoded matrix {x, y, z}
 * @param recon matrix {x, y, z}
 * @param field of view along phase encoding and of the image along the readout, 1 for that of the images
 * @param limits {minimum, maximum, centre} by counter, empty where the header has none
 * @param acceleration {step 1, step 2}
 * @param calibrationMode the schema's word, null without parallel imaging
 * @param interleaving dimension over which undersampling moves on, null for none
 * @param description a {@code trajectoryDescription}, null for none
 */
record EncodingXml(
        String trajectory,
        int[] encoded,
        int[] recon,
        double field,
        Map<String, int[]> limits,
        int[] acceleration,
        @Nullable String calibrationMode,
        @Nullable String interleaving,
        @Nullable String description) {
    static final String STEP_1 = "kspace_encoding_step_1";
    private static final String STEP_2 = "kspace_encoding_step_2";
    private static final double FIELD_OF_VIEW_MM = 256;
    private static final double SLICE_MM = 5;

    EncodingXml {
        limits = new LinkedHashMap<>(limits);
    }

    /** Cartesian, fully sampled, one frame of each of the head's slices. */
    static EncodingXml of(Head head) {
        Map<String, int[]> limits = new LinkedHashMap<>();
        limits.put("kspace_encoding_step_0", new int[] {0, head.samples() - 1, head.samples() / 2});
        limits.put(STEP_1, new int[] {0, head.rows() - 1, head.rows() / 2});
        limits.put(STEP_2, new int[] {0, head.partitions() - 1, head.partitions() / 2});
        limits.put("slice", new int[] {0, head.slices() - 1, 0});
        return new EncodingXml("cartesian", new int[] {head.samples(), head.rows(), head.partitions()},
                new int[] {head.nx(), head.rows(), head.partitions()}, head.field(), limits, new int[] {1, 1}, null,
                null, null);
    }

    EncodingXml trajectory(String value) {
        return new EncodingXml(
                value, encoded, recon, field, limits, acceleration, calibrationMode, interleaving, description);
    }

    /** A counter that runs from 0. */
    EncodingXml counting(String counter, int count) {
        return limit(counter, 0, count - 1, 0);
    }

    EncodingXml limit(String counter, int minimum, int maximum, int centre) {
        Map<String, int[]> changed = new LinkedHashMap<>(limits);
        changed.put(counter, new int[] {minimum, maximum, centre});
        return limits(changed);
    }

    EncodingXml withoutLimits() {
        return limits(Map.of());
    }

    /** Accelerated by {@code step1} × {@code step2}. */
    EncodingXml accelerated(int step1, int step2, String mode) {
        return new EncodingXml(trajectory, encoded, recon, field, limits, new int[] {step1, step2}, mode, interleaving,
                description);
    }

    EncodingXml interleavedOver(String dimension) {
        return new EncodingXml(trajectory, encoded, recon, field, limits, acceleration, "interleaved", dimension,
                description);
    }

    EncodingXml described(String xml) {
        return new EncodingXml(
                trajectory, encoded, recon, field, limits, acceleration, calibrationMode, interleaving, xml);
    }

    String xml() {
        StringBuilder xml = new StringBuilder("  <encoding>\n");
        space(xml, "encodedSpace", encoded, Head.OVERSAMPLING * field * FIELD_OF_VIEW_MM);
        space(xml, "reconSpace", recon, field * FIELD_OF_VIEW_MM);
        xml.append("    <encodingLimits>\n");
        limits.forEach((name, limit) -> xml.append("      <%s><minimum>%d</minimum><maximum>%d</maximum>"
                        .formatted(name, limit[0], limit[1]))
                .append("<center>%d</center></%s>\n".formatted(limit[2], name)));
        xml.append("    </encodingLimits>\n    <trajectory>").append(trajectory).append("</trajectory>\n");
        if (description != null) {
            xml.append(description);
        }
        if (calibrationMode != null) {
            xml.append("    <parallelImaging>\n      <accelerationFactor><%1$s>%2$d</%1$s><%3$s>%4$d</%3$s>"
                            .formatted(STEP_1, acceleration[0], STEP_2, acceleration[1]))
                    .append("</accelerationFactor>\n      <calibrationMode>")
                    .append(calibrationMode)
                    .append("</calibrationMode>\n");
            if (interleaving != null) {
                xml.append("      <interleavingDimension>")
                        .append(interleaving)
                        .append("</interleavingDimension>\n");
            }
            xml.append("    </parallelImaging>\n");
        }
        return xml.append("  </encoding>\n").toString();
    }

    private EncodingXml limits(Map<String, int[]> changed) {
        return new EncodingXml(trajectory, encoded, recon, field, changed, acceleration, calibrationMode, interleaving,
                description);
    }

    private void space(StringBuilder xml, String name, int[] matrix, double fovX) {
        xml.append("    <%1$s>\n      <matrixSize><x>%2$d</x><y>%3$d</y><z>%4$d</z></matrixSize>\n"
                        .formatted(name, matrix[0], matrix[1], matrix[2]))
                .append("      <fieldOfView_mm><x>").append(fovX)
                .append("</x><y>").append(field * FIELD_OF_VIEW_MM)
                .append("</y><z>").append(SLICE_MM * matrix[2])
                .append("</z></fieldOfView_mm>\n    </").append(name).append(">\n");
    }
}
