package org.larmor.mrd.header;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of an image ({@code <ismrmrdMeta>}): names in the order they were added, each with one or more values.
 *
 * @see <a href="https://ismrmrd.readthedocs.io/en/latest/mrd_image_data.html">MRD image data</a>
 */
public final class ImageMeta {
    private final Map<String, List<String>> values = new LinkedHashMap<>();

    /** Sets the values of a name, in place of those it had. */
    public ImageMeta set(String name, String... all) {
        values.put(name, new ArrayList<>(List.of(all)));
        return this;
    }

    /** Adds a value behind those the name has. */
    public ImageMeta add(String name, String value) {
        values.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
        return this;
    }

    /** The first value, null where there is none. */
    public @Nullable String get(String name) {
        List<String> all = all(name);
        return all.isEmpty() ? null : all.getFirst();
    }

    public List<String> all(String name) {
        return List.copyOf(values.getOrDefault(name, List.of()));
    }

    /** In the order of the attributes. */
    public List<String> names() {
        return List.copyOf(values.keySet());
    }

    /** Reads what scanners and clients write; empty text is a meta without attributes. */
    public static ImageMeta parse(String xml) throws HeaderException {
        ImageMeta meta = new ImageMeta();
        if (xml.isBlank()) {
            return meta;
        }
        XmlTree root = XmlTree.parse(xml, Set.of());
        if (!root.name().equals("ismrmrdMeta")) {
            throw new HeaderException("the meta XML's root is not ismrmrdMeta");
        }
        for (XmlTree attribute : root.all("meta").toList()) {
            String name = attribute.textAt("name");
            if (name == null) {
                throw new HeaderException("the meta XML has an attribute without a name");
            }
            attribute.all("value").forEach(value -> meta.add(name, value.text()));
        }
        return meta;
    }

    public String toXml() {
        StringBuilder xml = new StringBuilder(256).append("<?xml version=\"1.0\"?>\n<ismrmrdMeta>\n");
        values.forEach((name, all) -> {
            xml.append("  <meta><name>");
            escape(name, xml);
            xml.append("</name>");
            for (String value : all) {
                xml.append("<value>");
                escape(value, xml);
                xml.append("</value>");
            }
            xml.append("</meta>\n");
        });
        return xml.append("</ismrmrdMeta>\n").toString();
    }

    /** What XML 1.0 cannot hold at all becomes U+FFFD. */
    private static void escape(String text, StringBuilder xml) {
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> xml.append("&amp;");
                case '<' -> xml.append("&lt;");
                case '>' -> xml.append("&gt;");
                case '\r' -> xml.append("&#13;");
                default -> xml.appendCodePoint(allowed(c) ? c : 0xFFFD);
            }
        });
    }

    private static boolean allowed(int c) {
        return c == '\t' || c == '\n' || (c >= 0x20 && c < 0xD800) || (c >= 0xE000 && c != 0xFFFE && c != 0xFFFF);
    }
}
