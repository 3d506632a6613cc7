package org.larmor.mrd.header;

import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * An XML element with its children by local name, whatever their namespace; attributes, comments and text beside child
 * elements are left out. Document types and entities other than XML's own are refused, depth and count are bounded.
 */
final class XmlTree {
    private static final int DEPTH = 64;
    private static final int ELEMENTS = 200_000;

    private final String name;
    private final List<XmlTree> children = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();

    private XmlTree(String name) {
        this.name = name;
    }

    /** Parses all of {@code xml} but the contents of the elements named in {@code skipped}, which are never kept. */
    static XmlTree parse(String xml, Set<String> skipped) throws HeaderException {
        try {
            XMLStreamReader in = factory().createXMLStreamReader(new StringReader(bare(xml)));
            try {
                return read(in, skipped);
            } finally {
                in.close();
            }
        } catch (XMLStreamException e) {
            throw new HeaderException("malformed XML" + at(e), e);
        }
    }

    private static XmlTree read(XMLStreamReader in, Set<String> skipped) throws XMLStreamException, HeaderException {
        XmlTree root = null;
        Deque<XmlTree> open = new ArrayDeque<>();
        int count = 0;
        int skipping = 0;
        while (in.hasNext()) {
            switch (in.next()) {
                case XMLStreamConstants.DTD -> throw new HeaderException("XML with a document type is not accepted");
                case XMLStreamConstants.ENTITY_REFERENCE ->
                        throw new HeaderException("XML with entity references is not accepted");
                case XMLStreamConstants.START_ELEMENT -> {
                    if (++count > ELEMENTS || open.size() + skipping >= DEPTH) {
                        throw new HeaderException("XML of more than " + ELEMENTS + " elements or " + DEPTH + " levels");
                    }
                    String name = local(in.getLocalName());
                    if (skipping > 0 || skipped.contains(name)) {
                        skipping++;
                        continue;
                    }
                    XmlTree element = new XmlTree(name);
                    if (open.isEmpty()) {
                        root = element;
                    } else {
                        open.getLast().children.add(element);
                    }
                    open.addLast(element);
                }
                case XMLStreamConstants.END_ELEMENT -> {
                    if (skipping > 0) {
                        skipping--;
                    } else {
                        open.removeLast();
                    }
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
                    if (skipping == 0 && !open.isEmpty() && open.getLast().children.isEmpty()) {
                        open.getLast().text.append(in.getTextCharacters(), in.getTextStart(), in.getTextLength());
                    }
                }
                default -> {}
            }
        }
        if (root == null) {
            throw new HeaderException("XML without elements");
        }
        return root;
    }

    String name() {
        return name;
    }

    /** The element's own text without the white space around it. */
    String text() {
        return text.toString().strip();
    }

    Stream<XmlTree> all(String child) {
        return children.stream().filter(c -> c.name.equals(child));
    }

    /** The first element down this path, null where there is none. */
    @Nullable XmlTree at(String... path) {
        XmlTree at = this;
        for (String step : path) {
            at = at.all(step).findFirst().orElse(null);
            if (at == null) {
                return null;
            }
        }
        return at;
    }

    /** The text of the first element down this path, null where there is none or nothing in it. */
    @Nullable String textAt(String... path) {
        XmlTree found = at(path);
        return found == null || found.text().isEmpty() ? null : found.text();
    }

    /** Writers differ in prefixes and declare them or not. */
    private static String local(String qualified) {
        return qualified.substring(qualified.lastIndexOf(':') + 1);
    }

    /** Up to the first NUL, without byte-order mark and white space before the declaration. */
    private static String bare(String xml) {
        int end = xml.indexOf('\0');
        String text = end < 0 ? xml : xml.substring(0, end);
        return (text.startsWith("\uFEFF") ? text.substring(1) : text).stripLeading();
    }

    /** Only where: the parser's own words may quote content. */
    private static String at(XMLStreamException e) {
        return e.getLocation() == null
                ? ""
                : " at line " + e.getLocation().getLineNumber() + ", column "
                        + e.getLocation().getColumnNumber();
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, false);
        return factory;
    }
}
