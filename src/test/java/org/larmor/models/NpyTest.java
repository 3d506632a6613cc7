package org.larmor.models;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class NpyTest {
    private static byte[] npy(String type, String shape, float... values) {
        byte[] header = ("{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + ", }\n")
                .getBytes(StandardCharsets.US_ASCII);
        ByteBuffer bytes = ByteBuffer.allocate(10 + header.length + 4 * values.length)
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
                .putShort((short) header.length)
                .put(header);
        for (float value : values) {
            bytes.putFloat(value);
        }
        return bytes.array();
    }

    private static Npy read(byte[] bytes) throws IOException {
        return Npy.read(new ByteArrayInputStream(bytes), "test", bytes.length);
    }

    @Test
    void readsShapeAndValues() throws IOException {
        Npy npy = read(npy("<f4", "(2, 2)", 1, 2, 3, -4.5f));
        assertThat(npy.shape()).containsExactly(2, 2);
        assertThat(npy.floats()).containsExactly(1, 2, 3, -4.5f);
        assertThat(read(npy("<f4", "()", 7)).shape()).isEmpty();
        assertThat(read(npy("<f4", "(1,)", 7)).shape()).containsExactly(1);
    }

    @Test
    void refusesWhatItCannotHold() {
        assertThatThrownBy(() -> read(npy("<f4", "(3,)", 1, 2))).hasMessageContaining("cut short");
        assertThatThrownBy(() -> read(npy("<f4", "(4000000000, 4000000000)"))).hasMessageContaining("larger");
        assertThatThrownBy(() -> read(npy("<f4", "(4294967296, 4294967296)")))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("larger");
        assertThatThrownBy(() -> read(npy("<f4", "(-1, -1)", 1))).isInstanceOf(ModelException.class);
        assertThatThrownBy(() -> read(npy("<f4", "(99999999999999999999,)", 1))).isInstanceOf(ModelException.class);
        assertThatThrownBy(() -> Npy.read(
                        new ByteArrayInputStream(npy("<f4", "(65536, 65536)")), "test", 1L << 40))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("at most");
        assertThatThrownBy(() -> read(npy(">f4", "(1,)", 1))).hasMessageContaining("not supported");
        assertThatThrownBy(() -> read(new byte[20])).hasMessageContaining("no .npy");
    }

    @Test
    void readsArchives(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("w.npz");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry("model.rho.npy"));
            zip.write(npy("<f4", "(1,)", 0.5f));
            zip.closeEntry();
        }
        assertThat(Npz.read(file).get("model.rho").floats()).containsExactly(0.5f);
    }
}
