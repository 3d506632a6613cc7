package org.larmor.sim.stream;

import java.util.List;
import org.larmor.mrd.FrameKey;
import org.larmor.sim.MessageSource;

/**
 * A scan as a sequence or a converter sends it, whichever recipe is asked for.
 *
 * @param name of lower-case letters, digits and hyphens
 * @param about what is particular about it, in words
 * @param xml the header, byte for byte
 * @param readouts in the order they are sent
 * @param breaksOff whether the connection ends after the last readout, without a close
 */
public record ScannerStream(String name, String about, byte[] xml, List<Readout> readouts, boolean breaksOff) {
    public ScannerStream {
        readouts = List.copyOf(readouts);
    }

    ScannerStream(String name, String about, HeaderXml header, List<Readout> readouts) {
        this(name, about, header.bytes(), readouts, false);
    }

    /** One reading of the whole scan. */
    public MessageSource messages() {
        return new StreamMessages(this);
    }

    /** How many frames have imaging readouts. */
    int frames() {
        return (int) readouts.stream()
                .filter(Readout::imaging)
                .map(readout -> FrameKey.of(readout.header()))
                .distinct()
                .count();
    }
}
