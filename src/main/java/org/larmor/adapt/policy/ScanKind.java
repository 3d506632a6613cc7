package org.larmor.adapt.policy;

import org.jspecify.annotations.Nullable;
import org.larmor.mrd.header.MrdHeader;

/**
 * What domains are told apart by; as the header says it.
 *
 * @param protocol null where it is not stated
 * @param fieldStrength in tesla, null where it is not stated
 * @param channels of the receiver, null where it is not stated
 * @param trajectory in lower case
 */
public record ScanKind(
        @Nullable String protocol, @Nullable Double fieldStrength, @Nullable Integer channels, String trajectory) {
    public static ScanKind of(MrdHeader header) {
        return new ScanKind(
                header.protocolName(),
                header.fieldStrengthTesla(),
                header.receiverChannels(),
                header.encodings().getFirst().trajectory());
    }
}
