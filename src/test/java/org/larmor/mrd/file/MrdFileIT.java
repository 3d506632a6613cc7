package org.larmor.mrd.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Every file there is, against what h5py reads of it. */
class MrdFileIT {
    @TempDir
    Path folder;

    @TestFactory
    List<DynamicTest> readsWhatH5pyReads() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        Path measured = Tools.shared().resolve("data/ismrmrd");
        try (Stream<Path> files = Files.list(measured)) {
            files.sorted().forEach(file -> tests.add(DynamicTest.dynamicTest(
                    file.getFileName().toString(), () -> compare(file))));
        }
        for (String[] options : new String[][] {
            {"-m", "32", "-c", "1"},
            {"-m", "64", "-c", "8", "-r", "3"},
            {"-m", "64", "-c", "32", "-r", "2"},
            {"-m", "64", "-c", "8", "-a", "2", "-w", "16", "-r", "2"},
            {"-m", "64", "-c", "4", "-C"},
            {"-m", "64", "-c", "2", "-O", "1"},
            {"-m", "64", "-c", "2", "-k"}
        }) {
            String name = String.join("", options);
            tests.add(DynamicTest.dynamicTest(name, () -> compare(Tools.phantom(folder, name, options))));
        }
        tests.add(DynamicTest.dynamicTest("packed records, trajectories, waveforms", () -> {
            Path file = folder.resolve("python.h5");
            Tools.h5py("write", file);
            compare(file);
        }));
        return tests;
    }

    @Test
    void namesAFastMriFile() throws Exception {
        Path file = folder.resolve("fastmri.h5");
        Tools.h5py("fastmri", file);
        assertThatExceptionOfType(MrdFileException.class)
                .isThrownBy(() -> MrdFile.open(file))
                .withMessageContaining("fastMRI")
                .satisfies(e -> assertThat(e.problem()).isEqualTo(MrdFileException.Problem.UNSUPPORTED));
    }

    @Test
    void tellsWhatIsNoFileOrNoHdf5() throws IOException {
        assertThatExceptionOfType(MrdFileException.class)
                .isThrownBy(() -> MrdFile.open(folder.resolve("absent.h5")))
                .satisfies(e -> assertThat(e.problem()).isEqualTo(MrdFileException.Problem.UNREADABLE));
        Path text = Files.writeString(folder.resolve("text.h5"), "no HDF5 at all\n".repeat(100));
        assertThatExceptionOfType(MrdFileException.class)
                .isThrownBy(() -> MrdFile.open(text))
                .withMessageContaining("not an HDF5 file")
                .satisfies(e -> assertThat(e.problem()).isEqualTo(MrdFileException.Problem.UNSUPPORTED));
    }

    @Test
    void tellsATruncatedFile() throws Exception {
        byte[] whole = Files.readAllBytes(Tools.phantom(folder, "whole", "-m", "32", "-c", "1"));
        Path cut = Files.write(folder.resolve("cut.h5"), java.util.Arrays.copyOf(whole, whole.length - 1));
        assertThatExceptionOfType(MrdFileException.class)
                .isThrownBy(() -> MrdFile.open(cut))
                .withMessageContaining("truncated")
                .satisfies(e -> assertThat(e.problem()).isEqualTo(MrdFileException.Problem.CORRUPT));
    }

    private static void compare(Path path) throws Exception {
        List<String> read = new ArrayList<>();
        try (MrdFile file = MrdFile.open(path)) {
            read.add(sha(ByteBuffer.wrap(file.xml())));
            long before = read.size();
            drain(file.acquisitionMessages(), read);
            assertThat(read.size() - before).isEqualTo(file.acquisitions()).isPositive();
            drain(file.waveformMessages(), read);
            assertThat(read.size()).isEqualTo((int) (1 + file.acquisitions() + file.waveforms()));
        }
        assertThat(read).isEqualTo(Tools.h5py("digest", path));
    }

    private static void drain(MessageReader messages, List<String> read) throws Exception {
        for (ByteBuffer message = messages.next(); message != null; message = messages.next()) {
            read.add(sha(message));
        }
    }

    private static String sha(ByteBuffer bytes) throws NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(bytes);
        return HexFormat.of().formatHex(digest.digest());
    }
}
