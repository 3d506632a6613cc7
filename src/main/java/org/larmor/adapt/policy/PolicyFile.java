package org.larmor.adapt.policy;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.larmor.bus.SiteKey;
import org.larmor.bus.record.ModelAlias;

/**
 * Reads a policy as people write it, in YAML. All that is wrong with it is told at once. Patients are named by the ids that
 * the scanner sends; only the site key's hashes of them leave here.
 */
public final class PolicyFile {
    /** How domains may be called. */
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");

    private static final Pattern RANGE = Pattern.compile("([0-9.]{1,12})\\s*-\\s*([0-9.]{1,12})");
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,9})([kmg])", Pattern.CASE_INSENSITIVE);
    private static final int MOST_DOMAINS = 32;
    private static final int MOST = 1_000_000;

    /** What of a patient the site's key hashes. */
    public static final String PATIENT = "patient";

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final SiteKey key;
    private final List<String> faults = new ArrayList<>();

    private PolicyFile(SiteKey key) {
        this.key = key;
    }

    /**
     * Reads a file.
     *
     * @throws PolicyException where something is wrong, with everything that is
     * @throws IOException where it cannot be read
     */
    public static Policy read(Path file, SiteKey key) throws IOException {
        return parse(Files.readString(file), key);
    }

    static Policy parse(String yaml, SiteKey key) {
        PolicyFile reader = new PolicyFile(key);
        JsonNode root;
        try {
            root = YAML.readTree(yaml);
        } catch (JsonProcessingException e) {
            throw new PolicyException("the policy is no YAML: " + e.getOriginalMessage());
        }
        Policy policy = reader.policy(root);
        if (!reader.faults.isEmpty()) {
            throw new PolicyException("the policy is wrong: " + String.join("; ", reader.faults));
        }
        return policy;
    }

    private Policy policy(JsonNode root) {
        only(root, "", "scanners-may-teach", "domains", "caps", "held-out", "patients", "runs", "promotion", "quality");
        boolean teach = bool(root, "", "scanners-may-teach");
        List<Domain> domains = domains(root.path("domains"));
        if (!teach && domains.stream().anyMatch(Domain::learn)) {
            faults.add("scanners-may-teach: is not true, though a domain learns; nobody proves which scanner a scan is from");
        }
        double heldOut = root.has("held-out") ? number(root, "", "held-out", 0, 1) : Policy.NONE.heldOut();
        return new Policy(
                teach,
                domains,
                caps(root.path("caps")),
                heldOut,
                sides(root.path("patients")),
                runs(root.path("runs")),
                root.has("promotion") ? promotion(root.path("promotion")) : null,
                root.has("quality") ? Double.valueOf(number(root, "", "quality", 0, 1)) : null);
    }

    private Promotion promotion(JsonNode node) {
        only(node, "promotion.", "automatic", "shadow-scans", "share");
        return new Promotion(
                bool(node, "promotion.", "automatic"),
                node.has("shadow-scans") ? Integer.valueOf((int) number(node, "promotion.", "shadow-scans", 0, MOST)) : null,
                node.has("share") ? Double.valueOf(number(node, "promotion.", "share", 0.001, 1)) : null);
    }

    private List<Domain> domains(JsonNode node) {
        List<Domain> domains = new ArrayList<>();
        Set<String> names = new HashSet<>();
        if (!node.isMissingNode() && !node.isArray()) {
            faults.add("domains: is no list");
        }
        for (JsonNode domain : node) {
            String at = "domains[" + domains.size() + "].";
            only(domain, at, "name", "learn", "protocols", "field-strength", "channels", "trajectory", "proxies");
            String name = domain.path("name").asText();
            if (!NAME.matcher(name).matches() || name.equals(ModelAlias.GENERAL)) {
                faults.add(at + "name: '" + name + "' is not up to 64 small letters, digits and hyphens, or is "
                        + ModelAlias.GENERAL + ", which stands for all other scans");
            }
            if (!names.add(name)) {
                faults.add(at + "name: " + name + " is there twice");
            }
            boolean learn = bool(domain, at, "learn");
            List<String> protocols = texts(domain, at, "protocols");
            if (learn && protocols.isEmpty()) {
                faults.add(at + "protocols: is missing; a domain that learns names what it may learn from");
            }
            domains.add(new Domain(
                    name,
                    learn,
                    protocols,
                    range(domain, at, "field-strength"),
                    range(domain, at, "channels"),
                    domain.has("trajectory") ? domain.get("trajectory").asText().toLowerCase(Locale.ROOT) : null,
                    texts(domain, at, "proxies")));
        }
        if (domains.size() > MOST_DOMAINS) {
            faults.add("domains: " + domains.size() + ", at most " + MOST_DOMAINS);
        }
        return domains;
    }

    private Caps caps(JsonNode node) {
        only(node, "caps.", "scan", "patient", "scanner", "protocol", "day", "bytes");
        Caps or = Caps.DEFAULT;
        return new Caps(
                count(node, "scan", or.scan()),
                count(node, "patient", or.patient()),
                count(node, "scanner", or.scanner()),
                count(node, "protocol", or.protocol()),
                count(node, "day", or.day()),
                node.has("bytes") ? bytes(node.get("bytes").asText()) : or.bytes());
    }

    private Runs runs(JsonNode node) {
        only(node, "runs.", "after", "every-hours", "steps", "minutes", "weights");
        Runs or = Runs.DEFAULT;
        return new Runs(
                count(node, "runs.", "after", or.after()),
                count(node, "runs.", "every-hours", or.everyHours()),
                count(node, "runs.", "steps", or.steps()),
                count(node, "runs.", "minutes", or.minutes()),
                node.has("weights") ? Double.valueOf(number(node, "runs.", "weights", 0.001, 10)) : null);
    }

    private int count(JsonNode node, String name, int otherwise) {
        return count(node, "caps.", name, otherwise);
    }

    private int count(JsonNode node, String at, String name, int otherwise) {
        return node.has(name) ? (int) number(node, at, name, 1, MOST) : otherwise;
    }

    private long bytes(String text) {
        Matcher size = SIZE.matcher(text.strip());
        if (!size.matches() || Long.parseLong(size.group(1)) == 0) {
            faults.add("caps.bytes: '" + text + "' is no size such as 512m or 2g");
            return 1;
        }
        int shift = 10 * (1 + "kmg".indexOf(size.group(2).toLowerCase(Locale.ROOT)));
        return Long.parseLong(size.group(1)) << shift;
    }

    private Map<String, Side> sides(JsonNode node) {
        only(node, "patients.", "training", "held-out");
        Map<String, Side> sides = new HashMap<>();
        for (String id : texts(node, "patients.", "training")) {
            sides.put(key.hash(PATIENT, id.strip()), Side.TRAINING);
        }
        for (String id : texts(node, "patients.", "held-out")) {
            if (sides.put(key.hash(PATIENT, id.strip()), Side.HELD_OUT) == Side.TRAINING) {
                faults.add("patients: one is named on both sides"); // which one is not for any log
            }
        }
        return sides;
    }

    // ---- values

    private void only(JsonNode node, String at, String... known) {
        if (!node.isMissingNode() && !node.isObject()) {
            faults.add((at.isEmpty() ? "the policy" : at.substring(0, at.length() - 1)) + ": has no settings");
        }
        node.fieldNames().forEachRemaining(name -> {
            if (!List.of(known).contains(name)) {
                faults.add(at + name + ": is not known; known are " + String.join(", ", known));
            }
        });
    }

    private boolean bool(JsonNode node, String at, String name) {
        JsonNode value = node.path(name);
        if (!value.isMissingNode() && !value.isBoolean()) {
            faults.add(at + name + ": is neither true nor false");
        }
        return value.asBoolean(false);
    }

    private double number(JsonNode node, String at, String name, double least, double most) {
        JsonNode value = node.path(name);
        if (!value.isNumber() || value.asDouble() < least || value.asDouble() > most) {
            faults.add(at + name + ": '" + value.asText() + "' is no number from " + least + " to " + most);
        }
        return value.asDouble();
    }

    private List<String> texts(JsonNode node, String at, String name) {
        JsonNode value = node.path(name);
        List<String> texts = new ArrayList<>();
        if (!value.isMissingNode() && !value.isArray()) {
            faults.add(at + name + ": is no list");
        }
        value.forEach(one -> {
            if (!one.isValueNode() || one.asText().isBlank()) {
                faults.add(at + name + ": holds what is no text");
            }
            texts.add(one.asText());
        });
        return texts;
    }

    private Domain.@Nullable Range range(JsonNode node, String at, String name) {
        JsonNode value = node.path(name);
        if (value.isMissingNode()) {
            return null;
        }
        if (value.isNumber()) {
            return new Domain.Range(value.asDouble(), value.asDouble());
        }
        Matcher range = RANGE.matcher(value.asText().strip());
        try {
            if (range.matches() && Double.parseDouble(range.group(1)) <= Double.parseDouble(range.group(2))) {
                return new Domain.Range(Double.parseDouble(range.group(1)), Double.parseDouble(range.group(2)));
            }
        } catch (NumberFormatException e) {
            faults.add(at + name + ": '" + value.asText() + "' is no range of numbers");
            return null;
        }
        faults.add(at + name + ": '" + value.asText() + "' is no range such as 2.5-3.5");
        return null;
    }
}
