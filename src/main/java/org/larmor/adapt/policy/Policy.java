package org.larmor.adapt.policy;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.larmor.bus.record.ModelAlias;
import org.larmor.mrd.Checksum;

/**
 * What a site may learn from. Without one nothing is learned, and one model serves all.
 *
 * @param scannersMayTeach whether scans count though nobody has proved which scanner they are from
 * @param domains in the order in which a scan is held against them: it belongs to the first that it fits
 * @param heldOut the part of the patients that is kept from training, from 0 to 1
 * @param sides of patients whose side is given, by the site key's hash of their id
 * @param runs when models are trained
 * @param promotion how a model comes to serve
 * @param quality the share of learned images that are checked before they are sent; null for none
 */
public record Policy(
        boolean scannersMayTeach,
        List<Domain> domains,
        Caps caps,
        double heldOut,
        Map<String, Side> sides,
        @Nullable Runs runs,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Promotion promotion,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Double quality) {
    /** Learns nothing. */
    public static final Policy NONE = new Policy(false, List.of(), Caps.DEFAULT, 0.25, Map.of(), Runs.DEFAULT, null, null);

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private static final int SIDE_DIGITS = 8;

    public Policy {
        domains = List.copyOf(domains);
        sides = Map.copyOf(sides);
        runs = runs == null ? Runs.DEFAULT : runs; // policies of before say nothing of them
    }

    /** The domain that a scan belongs to; empty where it fits none. */
    public Optional<Domain> domain(ScanKind scan) {
        return domains.stream().filter(domain -> domain.fits(scan)).findFirst();
    }

    /** The domain of that name. */
    public Optional<Domain> domain(String name) {
        return domains.stream().filter(domain -> domain.name().equals(name)).findFirst();
    }

    /** What a scan's domain is called. */
    public String domainName(ScanKind scan) {
        return domain(scan).map(Domain::name).orElse(ModelAlias.GENERAL);
    }

    /** Whether scans of that domain may be learned from. */
    public boolean learns(String domain) {
        return scannersMayTeach && domain(domain).map(Domain::learn).orElse(false);
    }

    /**
     * The side of whoever was scanned.
     *
     * @param subject the site key's hash of the patient's id, or of what stands for it, in hexadecimal
     */
    public Side side(String subject) {
        Side given = sides.get(subject);
        if (given != null) {
            return given;
        }
        // a keyed hash is as good as a draw, and the same for ever
        double drawn = Long.parseLong(subject.substring(0, SIDE_DIGITS), 16) / (double) (1L << (4 * SIDE_DIGITS));
        return drawn < heldOut ? Side.HELD_OUT : Side.TRAINING;
    }

    @Override
    public Runs runs() {
        return Objects.requireNonNull(runs);
    }

    /** How a model comes to serve, and how it is watched. */
    @JsonIgnore
    public Promotion promoting() {
        return promotion == null ? Promotion.DEFAULT : promotion;
    }

    /** The share of learned images that are checked before they are sent. */
    @JsonIgnore
    public double checked() {
        return quality == null ? 0 : quality;
    }

    /** As it is published: JSON, equal for equal policies. */
    public String json() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a policy is always JSON", e);
        }
    }

    /** @throws PolicyException where it is none */
    public static Policy ofJson(String json) {
        try {
            return JSON.readValue(json, Policy.class);
        } catch (JsonProcessingException e) {
            throw new PolicyException("the policy in the log cannot be read: " + e.getOriginalMessage());
        }
    }

    /** What it is told from others by: SHA-256 of its JSON, in hexadecimal. */
    @JsonIgnore
    public String hash() {
        return hash(json());
    }

    /** The same of a policy's JSON. */
    public static String hash(String json) {
        return Checksum.sha256(json.getBytes(StandardCharsets.UTF_8));
    }
}
