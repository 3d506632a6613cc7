package org.larmor.mrd.header;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whom and what a header names. It is read only where scans may be learned from, to be hashed with the site's key at once,
 * and is kept nowhere.
 *
 * @param patient the patient's id, null where there is none
 * @param study the study's instance UID or id, null where there is none
 * @param scanner the device's serial number, id or station name; null where there is none
 */
public record ScanIdentity(@Nullable String patient, @Nullable String study, @Nullable String scanner) {
    /** Reads a header that {@link HeaderReader} has read. */
    public static ScanIdentity read(byte[] xml) throws HeaderException {
        XmlTree root = XmlTree.parse(new String(xml, StandardCharsets.UTF_8), Set.of());
        return new ScanIdentity(
                first(root, "subjectInformation", "patientID"),
                first(root, "studyInformation", "studyInstanceUID", "studyID"),
                first(root, "acquisitionSystemInformation", "deviceSerialNumber", "deviceID", "stationName"));
    }

    /** Says nothing of whom and what it names. */
    @Override
    public String toString() {
        return "ScanIdentity";
    }

    private static @Nullable String first(XmlTree root, String within, String... names) {
        return Stream.of(names)
                .flatMap(name -> Stream.ofNullable(root.textAt(within, name)))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse(null);
    }
}
