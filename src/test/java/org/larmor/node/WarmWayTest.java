package org.larmor.node;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.larmor.bus.SiteKey;
import org.larmor.bus.record.IndexEvent;
import org.larmor.gateway.GatewayRehearsal;
import org.larmor.mrd.header.ImageMeta;
import org.larmor.mrd.wire.AcquisitionHeader;
import org.larmor.mrd.wire.MrdDecoder;
import org.larmor.mrd.wire.MrdLimits;
import org.larmor.mrd.wire.MrdMessage;
import org.larmor.mrd.wire.MrdProtocolException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class WarmWayTest {
    @TempDir
    private Path folder;

    private final WarmScan scan = new WarmScan();

    @Test
    void theScansScannerWouldGetItsImage() throws Exception {
        List<MrdMessage> got = new ArrayList<>();
        for (byte[] message : WarmWay.go(site())) {
            got.add(decoded(message));
        }
        MrdMessage.Image image = (MrdMessage.Image) got.stream().filter(MrdMessage.Image.class::isInstance).findAny().orElseThrow();
        assertThat(got.stream().filter(MrdMessage.Image.class::isInstance)).hasSize(1);
        assertThat(image.header().matrixSize(0)).isEqualTo(64);
        assertThat(image.header().matrixSize(1)).isEqualTo(64);
        assertThat(image.pixels()).hasSize(64 * 64 * Float.BYTES).containsOnly(0);
        assertThat(ImageMeta.parse(image.metaXml()).get("LarmorRecipe")).isEqualTo("sense");
    }

    @Test
    void theRouterIsToldOfAllThatTheScanSends() throws Exception {
        List<IndexEvent> events = GatewayRehearsal.of(site(), scan.stream()).events();
        assertThat(events.getFirst()).isInstanceOf(IndexEvent.ScanOpened.class);
        assertThat(events.getLast()).isInstanceOf(IndexEvent.ScanEnded.class);
        int lines = events.stream()
                .filter(IndexEvent.ChunkStored.class::isInstance)
                .mapToInt(event -> ((IndexEvent.ChunkStored) event).lines().size())
                .sum();
        assertThat(lines).as("each fourth of 64 lines, and of 24 at the centre those that are none of them").isEqualTo(16 + 18);
    }

    @Test
    void whatAGatewayWouldRefuseIsNoRehearsal() {
        byte[] stream = scan.stream();
        stream[0] = 99;
        assertThatThrownBy(() -> GatewayRehearsal.of(site(), stream)).isInstanceOf(MrdProtocolException.class);
    }

    private SiteKey site() throws Exception {
        return SiteKey.readOrMake(folder.resolve("site.key"));
    }

    private static MrdMessage decoded(byte[] wire) throws MrdProtocolException {
        List<MrdMessage> messages = new ArrayList<>();
        new MrdDecoder(MrdLimits.DEFAULT, new MrdDecoder.Sink() {
                    @Override
                    public ByteBuffer place(AcquisitionHeader header, int length) {
                        throw new AssertionError("an acquisition for a scanner");
                    }

                    @Override
                    public void acquisition(AcquisitionHeader header, int length) {
                        throw new AssertionError("an acquisition for a scanner");
                    }

                    @Override
                    public void message(MrdMessage message) {
                        messages.add(message);
                    }
                }, MrdDecoder.Room.UNBOUNDED)
                .feed(ByteBuffer.wrap(wire));
        assertThat(messages).hasSize(1);
        return messages.getFirst();
    }
}
