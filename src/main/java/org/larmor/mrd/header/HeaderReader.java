package org.larmor.mrd.header;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads an ISMRMRD XML header: leniently in versions, namespaces and elements unknown here, strictly in what a
 * reconstruction stands on. The bytes are read as UTF-8, whatever the declaration says. Patient fields are skipped.
 *
 * @see <a href="https://github.com/ismrmrd/ismrmrd/blob/master/schema/ismrmrd.xsd">the schema</a>
 */
public final class HeaderReader {
    private static final int MAX_BYTES = 16 << 20;
    private static final int MAX_SIZE = 0xFFFF;

    /** What says who the patient is and why they came. */
    private static final Set<String> PATIENT = Set.of("subjectInformation", "studyInformation");

    private static final List<String> USER_PARAMETERS =
            List.of("userParameterString", "userParameterLong", "userParameterDouble");

    private HeaderReader() {}

    public static MrdHeader read(byte[] xml) throws HeaderException {
        if (xml.length > MAX_BYTES) {
            throw new HeaderException("XML header of " + xml.length + " bytes, at most " + MAX_BYTES + " are accepted");
        }
        XmlTree root = XmlTree.parse(new String(xml, StandardCharsets.UTF_8), PATIENT);
        if (!root.name().equals("ismrmrdHeader")) {
            throw new HeaderException("the XML header's root is not ismrmrdHeader");
        }
        List<XmlTree> encodings = root.all("encoding").toList();
        if (encodings.isEmpty()) {
            throw new HeaderException("the XML header has no encoding");
        }
        Encoding[] read = new Encoding[encodings.size()];
        for (int i = 0; i < read.length; i++) {
            read[i] = encoding(new Place(encodings.get(i), "encoding " + i));
        }
        return new MrdHeader(
                List.of(read),
                coilLabels(root),
                optionalDouble(root, "acquisitionSystemInformation", "relativeReceiverNoiseBandwidth"),
                optionalDouble(root, "acquisitionSystemInformation", "systemFieldStrength_T"),
                channels(root),
                root.textAt("measurementInformation", "measurementID"),
                root.textAt("measurementInformation", "protocolName"),
                noiseDependency(root),
                userParameters(root));
    }

    /** What is no number of channels is as good as not stated: nothing is reconstructed by it. */
    private static @Nullable Integer channels(XmlTree root) {
        String text = root.textAt("acquisitionSystemInformation", "receiverChannels");
        return text != null && text.matches("[0-9]{1,5}") ? Integer.valueOf(text) : null;
    }

    private static Encoding encoding(Place encoding) throws HeaderException {
        Encoding.Space encoded = space(encoding.required("encodedSpace"));
        Place recon = encoding.optional("reconSpace");
        String trajectory = encoding.required("trajectory").xml().text().toLowerCase(Locale.ROOT);
        Place limits = encoding.optional("encodingLimits");
        Place parallel = encoding.optional("parallelImaging");
        Place factor = parallel == null ? null : parallel.optional("accelerationFactor");
        return new Encoding(
                trajectory,
                encoded,
                recon == null ? encoded : space(recon),
                limits == null ? Encoding.Limits.NONE : limits(limits),
                factor == null ? 1 : acceleration(factor, "kspace_encoding_step_1"),
                factor == null ? 1 : acceleration(factor, "kspace_encoding_step_2"),
                parallel == null ? null : parallel.xml().textAt("calibrationMode"));
    }

    private static Encoding.Space space(Place space) throws HeaderException {
        Place matrix = space.required("matrixSize");
        Place fov = space.required("fieldOfView_mm");
        return new Encoding.Space(
                matrix.required("x").integer(1, MAX_SIZE),
                matrix.required("y").integer(1, MAX_SIZE),
                matrix.required("z").integer(1, MAX_SIZE),
                fov.required("x").extent(true),
                fov.required("y").extent(true),
                // thickness, of no use to a single slice and 0 with some writers
                fov.required("z").extent(false));
    }

    private static Encoding.Limits limits(Place limits) throws HeaderException {
        return new Encoding.Limits(
                limit(limits.optional("kspace_encoding_step_0")),
                limit(limits.optional("kspace_encoding_step_1")),
                limit(limits.optional("kspace_encoding_step_2")),
                limit(limits.optional("average")),
                limit(limits.optional("slice")),
                limit(limits.optional("contrast")),
                limit(limits.optional("phase")),
                limit(limits.optional("repetition")),
                limit(limits.optional("set")),
                limit(limits.optional("segment")));
    }

    private static @Nullable Limit limit(@Nullable Place limit) throws HeaderException {
        if (limit == null) {
            return null;
        }
        int minimum = limit.required("minimum").integer(0, MAX_SIZE);
        return new Limit(
                minimum,
                limit.required("maximum").integer(minimum, MAX_SIZE),
                limit.required("center").integer(0, MAX_SIZE));
    }

    /** Some writers say 0 where they mean none. */
    private static int acceleration(Place factor, String step) throws HeaderException {
        Place stated = factor.optional(step);
        return stated == null ? 1 : Math.max(1, stated.integer(0, MAX_SIZE));
    }

    private static List<String> coilLabels(XmlTree root) {
        XmlTree system = root.at("acquisitionSystemInformation");
        return system == null
                ? List.of()
                : system.all("coilLabel")
                        .map(label -> Objects.requireNonNullElse(label.textAt("coilName"), ""))
                        .toList();
    }

    private static @Nullable String noiseDependency(XmlTree root) {
        XmlTree measurement = root.at("measurementInformation");
        return measurement == null
                ? null
                : measurement
                        .all("measurementDependency")
                        .filter(d -> "noise".equalsIgnoreCase(d.textAt("dependencyType")))
                        .map(d -> d.textAt("measurementID"))
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null);
    }

    private static Map<String, String> userParameters(XmlTree root) {
        Map<String, String> parameters = new HashMap<>();
        XmlTree user = root.at("userParameters");
        for (String kind : USER_PARAMETERS) {
            if (user != null) {
                user.all(kind).forEach(parameter -> {
                    String name = parameter.textAt("name");
                    if (name != null) {
                        parameters.put(name, Objects.requireNonNullElse(parameter.textAt("value"), ""));
                    }
                });
            }
        }
        return parameters;
    }

    private static @Nullable Double optionalDouble(XmlTree root, String... path) throws HeaderException {
        XmlTree found = root.at(path);
        return found == null || found.text().isEmpty()
                ? null
                : new Place(found, path[path.length - 1]).number();
    }

    /** An element and where it stands, for messages. */
    private record Place(XmlTree xml, String where) {
        @Nullable Place optional(String child) {
            XmlTree found = xml.at(child);
            return found == null ? null : new Place(found, where + ", " + child);
        }

        Place required(String child) throws HeaderException {
            Place found = optional(child);
            if (found == null) {
                throw new HeaderException("the XML header has no " + child + " in " + where);
            }
            return found;
        }

        /** A whole number, also if written as 128.0. */
        int integer(int least, int most) throws HeaderException {
            double value = number();
            if (value != Math.rint(value) || value < least || value > most) {
                throw new HeaderException("the XML header's " + where + " is " + value
                        + ", not a whole number from " + least + " to " + most);
            }
            return (int) value;
        }

        /** In mm. */
        float extent(boolean aboveZero) throws HeaderException {
            float value = (float) number();
            if (value < 0 || (aboveZero && value == 0) || Float.isInfinite(value)) {
                throw new HeaderException("the XML header's " + where + " is " + value + " mm");
            }
            return value;
        }

        double number() throws HeaderException {
            String text = xml.text();
            double value;
            try {
                value = text.length() > 64 ? Double.NaN : Double.parseDouble(text);
            } catch (NumberFormatException e) {
                throw new HeaderException("the XML header's " + where + " is not a number", e);
            }
            if (!Double.isFinite(value)) {
                throw new HeaderException("the XML header's " + where + " is not a number");
            }
            return value;
        }
    }
}
