package org.larmor.mrd.header;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What Larmor uses of an ISMRMRD header. No patient field is ever read into it; the XML as received travels beside it,
 * never inside.
 *
 * @param encodings in the order of {@code encoding_space_ref}, at least one
 * @param coilLabels coil names in channel order, empty where not stated
 * @param receiverNoiseBandwidth relative, null where not stated
 * @param fieldStrengthTesla null where not stated
 * @param receiverChannels as the system states them, null where it does not; the data say how many there are
 * @param measurementId null where not stated
 * @param protocolName null where not stated
 * @param noiseDependency measurement id of the {@code Noise} dependency, null where there is none
 * @param userParameters {@code userParameterString/Long/Double} by name, as text
 */
public record MrdHeader(
        List<Encoding> encodings,
        List<String> coilLabels,
        @Nullable Double receiverNoiseBandwidth,
        @Nullable Double fieldStrengthTesla,
        @Nullable Integer receiverChannels,
        @Nullable String measurementId,
        @Nullable String protocolName,
        @Nullable String noiseDependency,
        Map<String, String> userParameters) {

    public MrdHeader {
        encodings = List.copyOf(encodings);
        coilLabels = List.copyOf(coilLabels);
        userParameters = Map.copyOf(userParameters);
    }
}
