package org.larmor.gateway;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.larmor.bus.record.Micros;
import org.larmor.mrd.wire.AcquisitionHeader;
import org.larmor.mrd.wire.MrdDecoder;
import org.larmor.mrd.wire.MrdEncoder;
import org.larmor.mrd.wire.MrdMessage;
import org.larmor.mrd.wire.MrdProtocolException;
import org.larmor.scan.ReadoutSorter;

/**
 * What one scanner sends: a config, a header, then data, the first of which opens its scan. Event loop only.
 */
final class Intake implements MrdDecoder.Sink {
    /** Whose scanner it is. */
    interface Conversation {
        /** The first data has come: opens the scan. */
        OpenScan opened(Handshake handshake);

        /** A message for the scanner, as on the wire. */
        void reply(byte[] message);

        /** A text for the scanner. */
        void text(String text);

        /** A readout has come. */
        void readout();

        /** The scanner has sent everything. */
        void closed();
    }

    private final Conversation conversation;
    private final Handshake handshake;
    private @Nullable OpenScan open;
    private boolean imagesIgnored;
    private boolean noiseTold;

    Intake(Conversation conversation, ByteBudget budget) {
        this.conversation = conversation;
        this.handshake = new Handshake(budget);
    }

    /** Config and header, as far as they have come. */
    Handshake handshake() {
        return handshake;
    }

    /** The scan; null before its first data. */
    @Nullable
    OpenScan open() {
        return open;
    }

    @Override
    public ByteBuffer place(AcquisitionHeader acquisition, int length) throws MrdProtocolException {
        ByteBuffer room = scanForData("an acquisition").cutter().place(acquisition, length);
        tellOfNoise();
        return room;
    }

    @Override
    public @Nullable ByteBuffer more(ByteBuffer full, int missing) {
        return open == null ? null : open.cutter().more(missing);
    }

    @Override
    public boolean wantsImages() {
        return false;
    }

    /** Says once where images are not whitened although the scanner means them to be. */
    private void tellOfNoise() {
        if (noiseTold || open == null) {
            return;
        }
        ReadoutSorter readouts = open.cutter().readouts();
        if (readouts.lateNoise()) {
            noiseTold = true;
            conversation.text(ReadoutSorter.LATE_NOISE);
        } else if (readouts.imaging() && !readouts.noise() && handshake.noiseNamed()) {
            noiseTold = true;
            conversation.text("WRN the noise measurement that the header names is not to be had here: not whitened");
        }
    }

    @Override
    public void acquisition(AcquisitionHeader acquisition, int length) {
        if (open != null) {
            open.cutter().acquired(acquisition, length, Micros.now());
            conversation.readout();
        }
    }

    @Override
    public void message(MrdMessage message) throws MrdProtocolException {
        switch (message) {
            case MrdMessage.ConfigFile file -> handshake.config(file.name());
            case MrdMessage.ConfigText text -> handshake.config(text.text());
            case MrdMessage.Header received -> handshake.header(received.xml());
            case MrdMessage.Text text ->
                handshake.parameters(text.text(), open != null).ifPresent(conversation::text);
            case MrdMessage.Close close -> conversation.closed();
            case MrdMessage.Query query -> conversation.reply(
                    MrdEncoder.bytes(new MrdMessage.Response(query.correlationId(), "larmor")));
            case MrdMessage.Waveform waveform -> scanForData("a waveform")
                    .cutter()
                    .other(MrdEncoder.bytes(waveform), Micros.now());
            case MrdMessage.Image image -> {
                scanForData("an image");
                if (!imagesIgnored) {
                    imagesIgnored = true;
                    conversation.text("WRN images sent to Larmor are ignored: it reconstructs from acquisitions");
                }
            }
            default -> throw new MrdProtocolException(
                    "a scanner does not send " + message.getClass().getSimpleName() + " messages");
        }
    }

    private OpenScan scanForData(String what) throws MrdProtocolException {
        OpenScan scanning = open;
        if (scanning != null) {
            return scanning;
        }
        if (!handshake.isComplete()) {
            throw new MrdProtocolException(what + " before any header");
        }
        scanning = conversation.opened(handshake);
        open = scanning;
        scanning.begin();
        return scanning;
    }
}
