package org.larmor.sim;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.imageio.IIOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.ImageOutputStream;
import org.w3c.dom.NodeList;

/** PNGs that say in {@code tEXt} chunks what they are of. */
public final class LabelledPng {
    private static final String NATIVE = "javax_imageio_png_1.0";
    private static final String ENTRY = "tEXtEntry";

    private LabelledPng() {}

    static void write(BufferedImage image, Map<String, String> labels, Path file) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
        try (OutputStream bytes = Files.newOutputStream(file);
                ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            IIOMetadata metadata =
                    writer.getDefaultImageMetadata(ImageTypeSpecifier.createFromRenderedImage(image), null);
            IIOMetadataNode text = new IIOMetadataNode("tEXt");
            labels.forEach((keyword, value) -> {
                IIOMetadataNode entry = new IIOMetadataNode(ENTRY);
                entry.setAttribute("keyword", keyword);
                entry.setAttribute("value", value);
                text.appendChild(entry);
            });
            IIOMetadataNode root = new IIOMetadataNode(NATIVE);
            root.appendChild(text);
            if (!labels.isEmpty()) {
                metadata.mergeTree(NATIVE, root);
            }
            writer.write(new IIOImage(image, null, metadata));
        } finally {
            writer.dispose();
        }
    }

    /**
     * What a PNG says of itself.
     *
     * @throws IOException where it is none
     */
    public static Map<String, String> labels(Path file) throws IOException {
        ImageReader reader = ImageIO.getImageReadersByFormatName("png").next();
        try (InputStream bytes = Files.newInputStream(file);
                ImageInputStream in = ImageIO.createImageInputStream(bytes)) {
            reader.setInput(in);
            NodeList entries = ((IIOMetadataNode) reader.getImageMetadata(0).getAsTree(NATIVE)).getElementsByTagName(ENTRY);
            Map<String, String> labels = new LinkedHashMap<>();
            for (int i = 0; i < entries.getLength(); i++) {
                IIOMetadataNode entry = (IIOMetadataNode) entries.item(i);
                labels.put(entry.getAttribute("keyword"), entry.getAttribute("value"));
            }
            return labels;
        } catch (IIOException e) {
            throw new IOException(file + " is no PNG: " + e.getMessage(), e);
        } finally {
            reader.dispose();
        }
    }
}
