package org.larmor.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.larmor.bus.Topics;
import org.larmor.mrd.file.Tools;
import org.larmor.mrd.wire.MessageId;
import org.larmor.sim.FileSource;
import org.larmor.sim.MessageSource;
import org.larmor.sim.ScanReport;
import org.larmor.sim.stream.ScannerStream;
import org.larmor.sim.stream.StreamCatalogue;
import org.larmor.stored.StoredScans;
import org.larmor.stored.StoredSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** What was sent comes back from the log as it was sent, by what h5py and Debian's tools say of the file. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class ExportIT {
    @TempDir
    static Path folder;

    private static StoringSite site;

    @BeforeAll
    static void start() throws Exception {
        site = new StoringSite(folder);
    }

    @AfterAll
    static void stop() {
        site.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-m 64 -c 4 -r 3 -C", "-m 64 -c 8 -a 2 -w 16 -r 2 -C", "-m 96 -c 16 -r 4 -k"})
    void aPhantomOfRepetitionsNoiseAndCalibrationComesBackBitForBit(String options) throws Exception {
        Path sent = Tools.phantom(folder, options.replace(" ", ""), options.split(" "));
        Path exported = export(sent);
        assertThat(Tools.h5py("digest", exported)).isEqualTo(Tools.h5py("digest", sent));
        Tools.run("ismrmrd_recon_cartesian_2d", sent.toString());
        Tools.run("ismrmrd_recon_cartesian_2d", exported.toString());
        assertThat(Tools.h5py("images", exported)).isNotEmpty().isEqualTo(Tools.h5py("images", sent));
    }

    @ParameterizedTest
    @ValueSource(strings = {"pulseq_invivo_16ch_128.mrd.h5", "ulf_P1_FSE.mrd.h5"})
    void aMeasuredFileComesBackBitForBit(String name) throws Exception {
        Path sent = Tools.shared().resolve("data/ismrmrd").resolve(name);
        assertThat(Tools.h5py("digest", export(sent))).isEqualTo(Tools.h5py("digest", sent));
    }

    @Test
    void waveformsComeBackBitForBit() throws Exception {
        Path sent = Tools.phantom(folder, "ecg", "-m", "64", "-c", "4", "-r", "2");
        Tools.h5py("weave", sent);
        Path exported = export(sent);
        assertThat(Tools.h5py("digest", exported)).isEqualTo(Tools.h5py("digest", sent));
        List<ByteBuffer> streamed;
        try (FileSource source = new FileSource(sent)) {
            streamed = StoringSite.messages(source);
        }
        assertThat(streamed).extracting(message -> MessageId.at(message.duplicate().order(ByteOrder.LITTLE_ENDIAN), 0))
                .contains(MessageId.WAVEFORM);
        try (MessageSource stored = StoredSource.open(site.kafka(), StoredScans.find(site.kafka(), site.lastScan()))) {
            assertThat(stored.messages()).isEqualTo(streamed.size());
            assertThat(stored.frames()).isEqualTo(2);
            assertThat(StoringSite.messages(stored)).as("woven as they were").isEqualTo(streamed);
        }
    }

    @Test
    void everySimulatedStreamComesBackInItsOrder() throws Exception {
        List<String> compared = new ArrayList<>();
        for (ScannerStream stream : StreamCatalogue.byName().values()) {
            if (stream.breaksOff()) {
                continue;
            }
            ScanReport report = site.send(stream.messages(), "null");
            if (!report.closed() || report.failure() != null
                    || report.texts().stream().anyMatch(text -> text.startsWith("ERR "))) {
                continue; // refused, and so not stored whole
            }
            try (MessageSource sent = stream.messages();
                    MessageSource stored =
                            StoredSource.open(site.kafka(), StoredScans.find(site.kafka(), site.lastScan()))) {
                assertThat(new String(stored.xml(), UTF_8)).as(stream.name()).isEqualTo(new String(sent.xml(), UTF_8)
                        .replace("\0", "")); // which Python clients put at its end
                assertThat(StoringSite.messages(stored)).as(stream.name()).isEqualTo(StoringSite.messages(sent));
            }
            compared.add(stream.name());
        }
        assertThat(compared).hasSizeGreaterThan(20);
    }

    @Test
    void aScanThatWasBrokenOffIsExportedAsFarAsItCame() throws Exception {
        Path file = Tools.phantom(folder, "broken", "-m", "64", "-c", "4", "-r", "4");
        try (MessageSource source = new StoringSite.Broken(new FileSource(file), 200)) {
            assertThatThrownBy(() -> site.send(source, "rss")).isInstanceOf(IOException.class);
        }
        Path exported = folder.resolve("broken-exported.h5");
        await().untilAsserted(() -> assertThat(site.larmor("export", site.lastScan(), "--out", exported)).isZero());
        List<ByteBuffer> whole = StoringSite.messages(file);
        assertThat(StoringSite.messages(exported)).as("two whole repetitions").hasSize(128).isEqualTo(whole.subList(0, 128));
        assertThat(site.fine("export", site.lastScan(), "--out", exported, "--force"))
                .contains("128 acquisitions and 0 waveforms")
                .contains("when the scan was aborted: the connection ended without a close");
    }

    @Test
    void whatCannotBeExportedIsRefusedInALine() throws Exception {
        Path file = Tools.phantom(folder, "refused", "-m", "64", "-c", "16", "-r", "3");
        send(file);
        String scan = site.lastScan();
        Path out = folder.resolve("refused-exported.h5");
        assertThat(site.failing("export", "nobody", "--out", out)).contains("no scan nobody in the log");
        send(file);
        assertThat(site.failing("export", "", "--out", out)).contains("more than one scan begins with");
        Files.writeString(out, "mine");
        assertThat(site.failing("export", scan, "--out", out)).contains("exists; --force replaces it");
        assertThat(out).hasContent("mine");
        site.fine("export", scan, "--out", out, "--force");
        assertThat(StoringSite.messages(out)).isEqualTo(StoringSite.messages(file));
        Files.delete(out);
        assertThat(site.failing("export", scan, "--out", folder.resolve("none/x.h5"))).contains("none");
        assertThat(site.larmor("export", scan)).isEqualTo(ExitCode.USAGE);

        int partition = StoredScans.find(site.kafka(), scan).partition();
        try (Admin admin = site.kafka().admin(Map.of())) {
            TopicPartition data = new TopicPartition(Topics.DATA.name(), partition);
            long end = admin.listOffsets(Map.of(data, OffsetSpec.latest()))
                    .all().get().get(data).offset();
            admin.deleteRecords(Map.of(data, RecordsToDelete.beforeOffset(end - 1))).all().get();
        }
        assertThat(site.failing("export", scan, "--out", out))
                .contains("of scan " + scan).contains("chunks are no longer kept").contains("IMAGING of frame 0.0.0.0.0.0: 0 to ");
        assertThat(site.failing("replay", scan, "--recipe", "rss", "--out", folder.resolve("images")))
                .contains("chunks are no longer kept");
        assertThat(out).doesNotExist();
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).noneMatch(path -> path.toString().endsWith(".part"));
        }
    }

    private static void send(Path file) throws Exception {
        try (FileSource source = new FileSource(file)) {
            ScanReport report = site.send(source, "null");
            assertThat(report.failure()).isNull();
            assertThat(report.closed()).isTrue();
        }
    }

    /** Sends a file and exports its scan, by the beginning of its id. */
    private static Path export(Path file) throws Exception {
        send(file);
        Path exported = Files.createTempDirectory(folder, "exported").resolve("scan.h5");
        site.fine("export", site.lastScan().substring(0, 12), "--out", exported);
        return exported;
    }
}
