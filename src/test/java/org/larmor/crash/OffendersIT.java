package org.larmor.crash;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.larmor.mrd.wire.AcquisitionHeader;
import org.larmor.mrd.wire.MrdEncoder;
import org.larmor.mrd.wire.MrdMessage;
import org.larmor.sim.SimulatedScan;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many connections that hold what they can, each a little: begun headers, begun readouts, images that are not read. The
 * scan beside them comes out whole, they are told why they end, and the gateway lives and ends when it is asked to.
 */
@Tag("full")
@Timeout(600)
class OffendersIT {
    private static final int HEADER_BYTES = 4 << 20;
    private static final int READOUT_SENT = 256 << 10;

    @RegisterExtension
    private final Rig rig = new Rig();

    private final List<Offender> offenders = new ArrayList<>();
    private LarmorProcess gateway;

    @BeforeEach
    void start() throws IOException {
        LarmorProcess rest = rig.withBroker("rest", "broker,router,worker").start();
        gateway = rig.process(
                        "gateway",
                        List.of("-Xmx192m", "-XX:MaxDirectMemorySize=48m"),
                        "--roles", "gateway",
                        "--kafka", rest.endpoints().kafka(),
                        "--site-key", rest.data().resolve("site.key").toString(),
                        "--gateway-memory", "32m")
                .start();
    }

    @AfterEach
    void close() throws IOException {
        for (Offender offender : offenders) {
            offender.close();
        }
    }

    @Test
    void twoHundredBegunHeaders() throws Exception {
        byte[] begun = begunHeader();
        try (Offender waiting = new Offender(gateway, 200, Offender.greeting(Scans.small(1)))) {
            ScanRun scan = besides(200, begun);
            scan.awaitEveryFrameOnce();
            assertAllAreToldWhy("MiB of 32.0 MiB (--gateway-memory)");
            // Silent for longer than all of them, but nobody needs the little that its header holds.
            waiting.send(Offender.readouts(Scans.small(1)));
            assertThat(waiting.told()).hasAtLeastOneElementOfType(MrdMessage.Image.class).endsWith(new MrdMessage.Close());
        }
        assertItEndsWhenAsked();
    }

    @Test
    void fourHundredStalledReadouts() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(Offender.greeting(Scans.small(1)));
        AcquisitionHeader header = AcquisitionHeader.allocate()
                .version(1)
                .numberOfSamples(0xFFFF)
                .activeChannels(8)
                .availableChannels(8);
        byte[] readout = MrdEncoder.bytes(
                MrdMessage.Acquisition.of(header, new float[0], new float[2 * 8 * 0xFFFF]));
        bytes.write(readout, 0, READOUT_SENT);
        ScanRun scan = besides(400, bytes.toByteArray());
        scan.awaitEveryFrameOnce();
        assertAllAreToldWhy("MiB of 32.0 MiB (--gateway-memory)");
        assertItEndsWhenAsked();
    }

    @Test
    void aHundredAndFiftyWhoDoNotRead() throws Exception {
        SimulatedScan large = Scans.large(4);
        ScanRun scan = besides(150, Offender.whole(large));
        scan.awaitEveryFrameOnce();
        // Who reads at last gets everything, though it was not kept for him.
        for (Offender reader : List.of(offenders.getFirst(), offenders.getLast())) {
            reader.awaitSent();
            List<MrdMessage> told = reader.told();
            assertThat(told).filteredOn(message -> message instanceof MrdMessage.Image).hasSize(4);
            assertThat(told.getLast()).isInstanceOf(MrdMessage.Close.class);
        }
        assertItEndsWhenAsked();
    }

    /** A scan that goes on while so many others connect; returns when all of them have sent what they could. */
    private ScanRun besides(int others, byte[] bytes) throws IOException {
        ScanRun scan = ScanRun.start(Scans.small(60), gateway, settings -> settings.withFramesPerSecond(10));
        scan.awaitImages(1);
        for (int i = 0; i < others; i++) {
            offenders.add(new Offender(gateway, i, bytes));
        }
        return scan;
    }

    private void assertAllAreToldWhy(String some) throws Exception {
        List<String> texts = new ArrayList<>();
        for (Offender offender : offenders) {
            offender.awaitSent();
            List<MrdMessage> told = offender.told();
            assertThat(told).hasSize(2).endsWith(new MrdMessage.Close());
            texts.add(((MrdMessage.Text) told.getFirst()).text());
        }
        assertThat(texts).allMatch(text -> text.startsWith("ERR ")).anyMatch(text -> text.contains(some));
        texts.stream().map(text -> text.replaceAll("[0-9.]+", "#")).distinct().forEach(System.out::println);
    }

    private void assertItEndsWhenAsked() throws Exception {
        assertThat(gateway.get("/health/live")).isNotEmpty();
        Figures.show("gateway's peak memory, MB", gateway.peakMemory() / 1_000_000);
        gateway.stop();
        assertThat(gateway.log()).doesNotContain("OutOfMemory");
    }

    private static byte[] begunHeader() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        MrdEncoder.write(new MrdMessage.ConfigFile("rss"), bytes);
        byte[] header = new byte[2 + 4 + HEADER_BYTES - 1];
        Arrays.fill(header, (byte) ' ');
        ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).putShort((short) 3).putInt(HEADER_BYTES);
        bytes.writeBytes(header);
        return bytes.toByteArray();
    }
}
