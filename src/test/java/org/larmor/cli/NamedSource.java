package org.larmor.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.larmor.sim.FileSource;
import org.larmor.sim.MessageSource;

/** A file as a scanner would send it that names patient and protocol. */
public record NamedSource(FileSource source, String patient, String protocol) implements MessageSource {
    @Override
    public byte[] xml() {
        String named = "<subjectInformation><patientID>" + patient + "</patientID></subjectInformation>"
                + "<measurementInformation><protocolName>" + protocol + "</protocolName></measurementInformation>";
        return new String(source.xml(), StandardCharsets.UTF_8)
                .replace("</ismrmrdHeader>", named + "</ismrmrdHeader>")
                .getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public long messages() {
        return source.messages();
    }

    @Override
    public int frames() throws IOException {
        return source.frames();
    }

    @Override
    public ByteBuffer next() throws IOException {
        return source.next();
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
