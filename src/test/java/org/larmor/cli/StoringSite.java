package org.larmor.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.LogSnapshot;
import org.larmor.bus.Topics;
import org.larmor.bus.record.IndexEvent;
import org.larmor.mrd.file.MessageReader;
import org.larmor.mrd.file.MrdFile;
import org.larmor.node.Node;
import org.larmor.node.NodeConfig;
import org.larmor.sim.MessageSource;
import org.larmor.sim.ScanListener;
import org.larmor.sim.ScanReport;
import org.larmor.sim.ScannerClient;
import org.larmor.sim.ScannerSettings;

import static org.assertj.core.api.Assertions.assertThat;

/** A whole site in this process, to which scans are sent and from whose log they are asked for. */
final class StoringSite implements AutoCloseable {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Path folder;
    private final Node node;

    /** @param folder gets its data */
    StoringSite(Path folder) throws Exception {
        this.folder = folder;
        this.node = Node.start(NodeConfig.allInOne(folder.resolve("data"), 0));
    }

    KafkaConnection kafka() {
        return KafkaConnection.to(node.kafka().bootstrap());
    }

    /** Sends a scan, whatever comes of it. */
    ScanReport send(MessageSource source, String config) throws Exception {
        int port = Integer.parseInt(Objects.requireNonNull(node.endpoints().mrd()).split(":")[1]);
        return new ScannerClient(ScannerSettings.of("127.0.0.1", port, config), ScanListener.NONE).run(source);
    }

    /** Every scan's opening, in the order in which they opened. */
    List<IndexEvent.ScanOpened> opened() {
        List<IndexEvent.ScanOpened> opened = new ArrayList<>();
        LogSnapshot.read(kafka(), Topics.INDEX, record -> {
            if (Topics.INDEX.value().deserializer().deserialize(record.topic(), record.value())
                    instanceof IndexEvent.ScanOpened one) {
                opened.add(one);
            }
        });
        opened.sort(Comparator.comparingLong(IndexEvent.ScanOpened::openedAt));
        return opened;
    }

    /** The scan that opened last. */
    String lastScan() {
        return opened().getLast().scan();
    }

    /** A command's exit code. */
    int larmor(Object... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(Stream.concat(Stream.of(arguments), Stream.of("--data", folder.resolve("data")))
                        .map(Object::toString)
                        .toArray(String[]::new));
    }

    /** Runs a command that has to succeed; gives what it said. */
    String fine(Object... arguments) {
        assertThat(larmor(arguments)).as(err.toString()).isZero();
        return out.toString();
    }

    /** Runs a command that has to fail; gives the one line that it said why. */
    String failing(Object... arguments) {
        assertThat(larmor(arguments)).as(out.toString()).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).hasLineCount(1);
        return err.toString();
    }

    /** All messages of a source. */
    static List<ByteBuffer> messages(MessageSource source) throws IOException {
        List<ByteBuffer> messages = new ArrayList<>();
        for (ByteBuffer message = source.next(); message != null; message = source.next()) {
            messages.add(copy(message));
        }
        return messages;
    }

    /** All acquisitions of a file, and then its waveforms. */
    static List<ByteBuffer> messages(Path path) throws IOException {
        List<ByteBuffer> messages = new ArrayList<>();
        try (MrdFile file = MrdFile.open(path)) {
            for (MessageReader reader : List.of(file.acquisitionMessages(), file.waveformMessages())) {
                for (ByteBuffer message = reader.next(); message != null; message = reader.next()) {
                    messages.add(copy(message));
                }
            }
        }
        return messages;
    }

    private static ByteBuffer copy(ByteBuffer message) {
        return ByteBuffer.allocate(message.remaining()).put(message.duplicate()).flip();
    }

    /** A source that breaks off behind so many messages. */
    record Broken(MessageSource whole, int after, int[] given) implements MessageSource {
        Broken(MessageSource whole, int after) {
            this(whole, after, new int[1]);
        }

        @Override
        public byte[] xml() {
            return whole.xml();
        }

        @Override
        public long messages() {
            return whole.messages();
        }

        @Override
        public int frames() throws IOException {
            return whole.frames();
        }

        @Override
        public @Nullable ByteBuffer next() throws IOException {
            if (given[0]++ == after) {
                throw new IOException("the plug is pulled");
            }
            return whole.next();
        }

        @Override
        public void close() throws IOException {
            whole.close();
        }
    }

    @Override
    public void close() {
        node.close();
    }
}
