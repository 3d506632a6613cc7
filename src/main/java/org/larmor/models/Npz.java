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
    /** Of all arrays together, as they are when unpacked: a small file can state any size. */
    private static final long MAX_BYTES = 1L << 30;

    private Npz() {}

    public static Map<String, Npy> read(Path file) throws IOException {
        Map<String, Npy> arrays = new LinkedHashMap<>();
        long left = MAX_BYTES;
        try (ZipFile zip = new ZipFile(file.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                if (entry.getName().endsWith(".npy")) {
                    String name = entry.getName().substring(0, entry.getName().length() - ".npy".length());
                    if (entry.getSize() < 0 || entry.getSize() > left) {
                        throw new ModelException(file + " unpacks to more than " + MAX_BYTES + " bytes");
                    }
                    left -= entry.getSize();
                    try (InputStream in = zip.getInputStream(entry)) {
                        arrays.put(name, Npy.read(in, file + "!" + entry.getName(), entry.getSize()));
                    }
                }
            }
        }
        return arrays;
    }
}
