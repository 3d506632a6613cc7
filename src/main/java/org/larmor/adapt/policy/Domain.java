package org.larmor.adapt.policy;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The kind of scans that one model serves. A scan has to fit all that is said; what is not said fits every scan, and what a
 * scan's header does not state fits nothing that is said of it.
 *
 * @param name small letters, digits and hyphens
 * @param learn whether its scans may be learned from
 * @param protocols patterns of protocols' names, one of which has to fit; of a domain that learns there is at least one
 * @param fieldStrength in tesla, null for every one
 * @param channels of the receiver, null for any number
 * @param trajectory in lower case, null for every one
 * @param proxies the sets of proxies that are of this kind, on which a new model may hardly lose; empty where all are
 */
public record Domain(
        String name,
        boolean learn,
        List<String> protocols,
        @Nullable Range fieldStrength,
        @Nullable Range channels,
        @Nullable String trajectory,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> proxies) {
    /** From least to most, both included. */
    public record Range(double least, double most) {
        boolean holds(double value) {
            return value >= least && value <= most;
        }
    }

    public Domain {
        protocols = List.copyOf(protocols);
        proxies = proxies == null ? List.of() : List.copyOf(proxies); // policies of before say nothing of them
    }

    @JsonIgnore
    boolean fits(ScanKind scan) {
        return (protocols.isEmpty()
                        || Optional.ofNullable(scan.protocol())
                                .filter(name -> protocols.stream().anyMatch(one -> new Wildcard(one).matches(name)))
                                .isPresent())
                && (fieldStrength == null || (scan.fieldStrength() != null && fieldStrength.holds(scan.fieldStrength())))
                && (channels == null || (scan.channels() != null && channels.holds(scan.channels())))
                && (trajectory == null || trajectory.equals(scan.trajectory()));
    }
}
