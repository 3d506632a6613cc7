package org.larmor.jssl.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.larmor.jssl.sampling.ColumnMask;

/**
 * The fixed subsampling of slices, as JSON: {@code {FILE: {SLICE: {RATE: {"acquired_ky": […], "acs_ky": […]}}}}}, with
 * consecutive columns in {@code acs_ky}.
 */
public final class MaskFile {
    private MaskFile() {}

    /** The masks of one rate ({@code x4}) for slices of any width. */
    public static Subsampling subsampling(Path json, String rate) {
        Map<String, JsonNode> entries = entries(json, rate);
        return (slice, columns, random) -> {
            JsonNode entry = entries.get(slice.key());
            if (entry == null) {
                throw new DataException(json + " lists no mask " + rate + " of " + slice.key());
            }
            return mask(json + " " + slice.key(), entry, columns);
        };
    }

    /** The slices, by {@link SliceRef#key}, that have a mask of one rate. */
    public static Set<String> slices(Path json, String rate) {
        return Set.copyOf(entries(json, rate).keySet());
    }

    private static Map<String, JsonNode> entries(Path json, String rate) {
        JsonNode root;
        try {
            root = new ObjectMapper().readTree(json.toFile());
        } catch (IOException e) {
            throw new DataException(json + ": " + e.getMessage(), e);
        }
        Map<String, JsonNode> entries = new HashMap<>();
        for (Map.Entry<String, JsonNode> file : root.properties()) {
            for (Map.Entry<String, JsonNode> slice : file.getValue().properties()) {
                JsonNode entry = slice.getValue().get(rate);
                if (entry != null) {
                    entries.put(file.getKey() + "#" + slice.getKey(), entry);
                }
            }
        }
        if (entries.isEmpty()) {
            throw new DataException(json + " lists no masks " + rate);
        }
        return entries;
    }

    private static ColumnMask mask(String where, JsonNode entry, int columns) {
        boolean[] mask = new boolean[columns];
        for (JsonNode column : entry.path("acquired_ky")) {
            int at = column.asInt(-1);
            if (at < 0 || at >= columns) {
                throw new DataException(where + ": column " + column + " of " + columns);
            }
            mask[at] = true;
        }
        JsonNode acs = entry.path("acs_ky");
        for (int i = 0; i < acs.size(); i++) {
            int at = acs.get(i).asInt(-1);
            if (at != acs.get(0).asInt() + i || at >= columns || !mask[at]) {
                throw new DataException(where + ": the central columns are not acquired in a row: " + acs);
            }
        }
        return new ColumnMask(mask, acs.path(0).asInt(0), acs.size());
    }
}
