package org.larmor.sim;

import java.nio.charset.StandardCharsets;

/** Writes the ISMRMRD XML header of a simulated scan. */
final class SimulatedHeader {
    /** Field of view of the image along readout and phase encoding, mm. */
    static final float FIELD_OF_VIEW_MM = 256;

    static final float SLICE_MM = 5;

    private SimulatedHeader() {}

    /**
     * What is encoded.
     *
     * @param samples of a readout
     * @param nx pixels of the image along it
     * @param ny lines, and pixels along them
     */
    record Encoding(int samples, int nx, int ny, int coils, int slices) {
        static Encoding of(Phantom phantom) {
            return new Encoding(phantom.samples(), phantom.nx(), phantom.ny(), phantom.coils(), phantom.slices());
        }
    }

    static byte[] xml(Encoding encoding, ScanPlan plan, String measurementId) {
        StringBuilder xml = new StringBuilder(4096);
        xml.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
                .append("<ismrmrdHeader xmlns=\"http://www.ismrm.org/ISMRMRD\">\n  <version>1</version>\n");
        if (plan.patient() != null) {
            xml.append("  <subjectInformation>\n");
            element(xml, "    ", "patientID", escape(plan.patient()));
            xml.append("  </subjectInformation>\n");
        }
        xml.append("  <measurementInformation>\n");
        element(xml, "    ", "measurementID", measurementId);
        element(xml, "    ", "patientPosition", "HFS");
        element(xml, "    ", "protocolName", escape(plan.protocolName()));
        xml.append("  </measurementInformation>\n  <acquisitionSystemInformation>\n");
        element(xml, "    ", "systemVendor", "Larmor");
        element(xml, "    ", "systemModel", "simulation");
        element(xml, "    ", "systemFieldStrength_T", "1.5");
        element(xml, "    ", "relativeReceiverNoiseBandwidth", "1.0");
        element(xml, "    ", "receiverChannels", encoding.coils());
        for (int c = 0; c < encoding.coils(); c++) {
            xml.append("    <coilLabel><coilNumber>").append(c).append("</coilNumber><coilName>Coil ")
                    .append(c + 1).append("</coilName></coilLabel>\n");
        }
        xml.append("  </acquisitionSystemInformation>\n  <experimentalConditions>\n");
        element(xml, "    ", "H1resonanceFrequency_Hz", 63_866_000);
        xml.append("  </experimentalConditions>\n  <encoding>\n");
        space(xml, "encodedSpace", encoding.samples(), encoding.ny(), FIELD_OF_VIEW_MM * encoding.samples() / encoding.nx());
        space(xml, "reconSpace", encoding.nx(), encoding.ny(), FIELD_OF_VIEW_MM);
        xml.append("    <encodingLimits>\n");
        limit(xml, "kspace_encoding_step_0", encoding.samples() - 1, encoding.samples() / 2);
        limit(xml, "kspace_encoding_step_1", encoding.ny() - 1, encoding.ny() / 2);
        limit(xml, "kspace_encoding_step_2", 0, 0);
        limit(xml, "average", 0, 0);
        limit(xml, "slice", encoding.slices() - 1, 0);
        limit(xml, "contrast", 0, 0);
        limit(xml, "phase", 0, 0);
        limit(xml, "repetition", plan.repetitions() - 1, 0);
        limit(xml, "set", 0, 0);
        limit(xml, "segment", 0, 0);
        xml.append("    </encodingLimits>\n");
        element(xml, "    ", "trajectory", "cartesian");
        if (plan.acceleration() > 1) {
            xml.append("    <parallelImaging>\n      <accelerationFactor>\n");
            element(xml, "        ", "kspace_encoding_step_1", plan.acceleration());
            element(xml, "        ", "kspace_encoding_step_2", 1);
            xml.append("      </accelerationFactor>\n");
            element(xml, "      ", "calibrationMode", plan.calibrationLines() > 0 ? "embedded" : "interleaved");
            if (plan.calibrationLines() == 0) {
                element(xml, "      ", "interleavingDimension", "repetition");
            }
            xml.append("    </parallelImaging>\n");
        }
        xml.append("  </encoding>\n</ismrmrdHeader>\n");
        return xml.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void space(StringBuilder xml, String name, int x, int y, float fovX) {
        xml.append("    <").append(name).append(">\n      <matrixSize>");
        xyz(xml, x, y, 1);
        xml.append("</matrixSize>\n      <fieldOfView_mm>");
        xyz(xml, fovX, FIELD_OF_VIEW_MM, SLICE_MM);
        xml.append("</fieldOfView_mm>\n    </").append(name).append(">\n");
    }

    private static void xyz(StringBuilder xml, Number x, Number y, Number z) {
        element(xml, "", "x", x);
        element(xml, "", "y", y);
        element(xml, "", "z", z);
        xml.setLength(xml.length() - 1);
    }

    private static void limit(StringBuilder xml, String name, int maximum, int center) {
        xml.append("      <").append(name).append("><minimum>0</minimum><maximum>").append(maximum)
                .append("</maximum><center>").append(center).append("</center></").append(name).append(">\n");
    }

    private static void element(StringBuilder xml, String indent, String name, Object value) {
        xml.append(indent).append('<').append(name).append('>').append(value).append("</").append(name).append(">\n");
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
