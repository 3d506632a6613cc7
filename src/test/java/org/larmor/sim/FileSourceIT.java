package org.larmor.sim;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.larmor.mrd.file.MessageReader;
import org.larmor.mrd.file.MrdFile;
import org.larmor.mrd.file.Tools;

import static org.assertj.core.api.Assertions.assertThat;

class FileSourceIT {
    @TempDir
    Path folder;

    @Test
    void weavesWaveformsInByTheirTime() throws Exception {
        Path file = folder.resolve("waveforms.h5");
        Tools.h5py("write", file);
        List<Integer> times = new ArrayList<>();
        int waveforms = 0;
        try (FileSource source = new FileSource(file)) {
            for (ByteBuffer message = source.next(); message != null; message = source.next()) {
                boolean waveform = message.getShort(0) == 1026;
                times.add(message.getInt(2 + (waveform ? 24 : 18)));
                waveforms += waveform ? 1 : 0;
            }
            assertThat(times).hasSize((int) source.messages()).hasSize(47).isSorted();
        }
        assertThat(waveforms).isEqualTo(7);
    }

    @Test
    void givesTheFilesMessagesInOrder() throws Exception {
        Path file = Path.of(System.getProperty("larmor.shared", "../shared"), "data/ismrmrd/twixtools_gre_2ch.mrd.h5");
        Assumptions.assumeTrue(Files.exists(file), "no shared data at " + file);
        List<ByteBuffer> stored = new ArrayList<>();
        try (MrdFile mrd = MrdFile.open(file);
                FileSource source = new FileSource(file)) {
            assertThat(source.xml()).isEqualTo(mrd.xml());
            assertThat(source.frames()).isEqualTo(1);
            assertThat(source.messages()).isEqualTo(160);
            MessageReader reader = mrd.acquisitionMessages();
            for (ByteBuffer message = reader.next(); message != null; message = reader.next()) {
                assertThat(source.next()).isEqualTo(message);
                stored.add(message);
            }
            assertThat(source.next()).isNull();
        }
        assertThat(stored).hasSize(160);
    }
}
