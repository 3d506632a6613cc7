package org.larmor.mrd.file;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.larmor.mrd.wire.AcquisitionHeader;
import org.larmor.mrd.wire.MrdEncoder;
import org.larmor.mrd.wire.MrdMessage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What is written, as h5py and the C++ tools read it. */
class MrdFileWriterIT {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"pulseq_invivo_16ch_128.mrd.h5", "ulf_P1_FSE.mrd.h5"})
    void aMeasuredFileIsWrittenAsItWas(String name) throws Exception {
        copied(Tools.shared().resolve("data/ismrmrd").resolve(name));
    }

    @Test
    void trajectoriesWaveformsAndOtherCharactersAreKept() throws Exception {
        Path file = folder.resolve("python.h5");
        Tools.h5py("write", file);
        copied(file);
    }

    @Test
    void debiansToolReconstructsTheSameImage() throws Exception {
        Path file = Tools.phantom(folder, "phantom", "-m", "64", "-c", "4", "-r", "2", "-k");
        Path copy = copied(file);
        Tools.run("ismrmrd_recon_cartesian_2d", file.toString());
        Tools.run("ismrmrd_recon_cartesian_2d", copy.toString());
        List<String> images = Tools.h5py("images", copy);
        assertThat(images).isNotEmpty().isEqualTo(Tools.h5py("images", file));
    }

    @Test
    void messagesLongerThanABatchAreWritten() throws Exception {
        Path file = folder.resolve("long.h5");
        List<ByteBuffer> messages = List.of(readout(1, 7), readout(65_000, 9), readout(3, 1), readout(60_000, 10));
        try (MrdFileWriter writer = MrdFileWriter.create(file, "<ismrmrdHeader/>".getBytes(StandardCharsets.UTF_8))) {
            for (ByteBuffer message : messages) {
                writer.add(message.duplicate().order(ByteOrder.LITTLE_ENDIAN));
            }
            writer.finish();
        }
        try (MrdFile read = MrdFile.open(file)) {
            MessageReader acquisitions = read.acquisitionMessages();
            for (ByteBuffer message : messages) {
                assertThat(acquisitions.next()).isEqualTo(message);
            }
            assertThat(acquisitions.next()).isNull();
        }
    }

    private static ByteBuffer readout(int samples, int channels) {
        float[] data = new float[2 * samples * channels];
        for (int i = 0; i < data.length; i++) {
            data[i] = i;
        }
        AcquisitionHeader header = AcquisitionHeader.allocate()
                .version(1).numberOfSamples(samples).activeChannels(channels);
        return ByteBuffer.wrap(MrdEncoder.bytes(MrdMessage.Acquisition.of(header, new float[0], data)));
    }

    @Test
    void whatExistsIsNotTouched() throws Exception {
        Path file = Tools.phantom(folder, "there", "-m", "32", "-c", "1");
        List<String> before = Tools.h5py("digest", file);
        assertThatExceptionOfType(MrdFileException.class)
                .isThrownBy(() -> MrdFileWriter.create(file, new byte[] {'<'}))
                .withMessageContaining("could not be written")
                .satisfies(e -> assertThat(e.problem()).isEqualTo(MrdFileException.Problem.UNWRITABLE));
        assertThat(Tools.h5py("digest", file)).isEqualTo(before);
    }

    /** Written once more from its own messages, the acquisitions first. */
    private Path copied(Path original) throws Exception {
        Path copy = folder.resolve("copy.h5");
        try (MrdFile file = MrdFile.open(original);
                MrdFileWriter writer = MrdFileWriter.create(copy, file.xml())) {
            add(file.acquisitionMessages(), writer);
            add(file.waveformMessages(), writer);
            writer.finish();
            assertThat(writer.acquisitions()).isEqualTo(file.acquisitions()).isPositive();
            assertThat(writer.waveforms()).isEqualTo(file.waveforms());
        }
        assertThat(Tools.h5py("digest", copy)).isEqualTo(Tools.h5py("digest", original));
        assertThat(Tools.h5py("types", copy)).isNotEmpty().isEqualTo(Tools.h5py("types", phantom()));
        return copy;
    }

    private Path phantom() throws Exception {
        return Tools.phantom(folder, "types", "-m", "16", "-c", "1");
    }

    private static void add(MessageReader messages, MrdFileWriter writer) throws Exception {
        for (ByteBuffer message = messages.next(); message != null; message = messages.next()) {
            writer.add(message);
        }
    }
}
