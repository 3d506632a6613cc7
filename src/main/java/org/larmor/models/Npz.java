package org.larmor.models;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** NumPy's {@code .npz}: a zip of {@code .npy} arrays, named without the ending. */
public final class Npz {
    private static final long MAX_ARRAY = 1L << 32;

    private Npz() {}

    public static Map<String, Npy> read(Path file) throws IOException {
        Map<String, Npy> arrays = new LinkedHashMap<>();
        try (ZipFile zip = new ZipFile(file.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                if (entry.getName().endsWith(".npy")) {
                    String name = entry.getName().substring(0, entry.getName().length() - ".npy".length());
                    long limit = entry.getSize() < 0 ? MAX_ARRAY : Math.min(MAX_ARRAY, entry.getSize());
                    try (InputStream in = zip.getInputStream(entry)) {
                        arrays.put(name, Npy.read(in, file + "!" + entry.getName(), limit));
                    }
                }
            }
        }
        return arrays;
    }
}
