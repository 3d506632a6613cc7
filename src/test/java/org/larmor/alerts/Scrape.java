package org.larmor.alerts;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a process answers at /metrics: of each family its type and the keys of its labels, those of the format left out. */
record Scrape(Map<String, String> types, Map<String, Set<String>> labels) {
    private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) (\\S+)");
    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? \\S+");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"(?:[^\"\\\\]|\\\\.)*\"");
    private static final Set<String> OF_THE_FORMAT = Set.of("le", "quantile");

    static Scrape of(String text) {
        Map<String, String> types = new TreeMap<>();
        Map<String, Set<String>> labels = new HashMap<>();
        String family = "";
        for (String line : text.lines().toList()) {
            Matcher type = TYPE.matcher(line);
            if (type.matches()) {
                family = type.group(1);
                types.put(family, type.group(2));
                continue;
            }
            Matcher sample = SAMPLE.matcher(line);
            if (!line.startsWith("#") && sample.matches() && sample.group(1).startsWith(family)) {
                Set<String> keys = labels.computeIfAbsent(family, one -> new HashSet<>());
                Matcher label = LABEL.matcher(sample.group(2) == null ? "" : sample.group(2));
                while (label.find()) {
                    if (!OF_THE_FORMAT.contains(label.group(1))) {
                        keys.add(label.group(1));
                    }
                }
            }
        }
        return new Scrape(types, labels);
    }

    /** The families that begin so. */
    Set<String> startingWith(String prefix) {
        Set<String> some = new TreeSet<>(types.keySet());
        some.removeIf(name -> !name.startsWith(prefix));
        return some;
    }
}
