package org.larmor.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.larmor.adapt.events.EventChain;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.LogTable;
import org.larmor.bus.Topics;
import org.larmor.bus.record.AdaptEvent;
import org.larmor.bus.record.ModelAlias;
import org.larmor.bus.record.ScanComparison;
import org.larmor.cli.live.LiveSite;
import org.larmor.mrd.file.Tools;
import org.larmor.node.Node;
import org.larmor.node.NodeConfig;
import org.larmor.sim.FileSource;
import org.larmor.sim.MessageSource;
import org.larmor.sim.ReceivedImage;
import org.larmor.sim.ScanListener;
import org.larmor.sim.ScannerClient;
import org.larmor.sim.ScannerSettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A site with one domain, {@code knee}, and what one does to it. */
final class GateSite implements AutoCloseable {
    private final StringWriter said = new StringWriter();
    private final List<String> texts = new CopyOnWriteArrayList<>();
    private final Path folder;
    private final NodeConfig config;
    private final Node node;
    private int others;

    /** @param folder gets its data, its models, its files */
    GateSite(Path folder) throws Exception {
        this.folder = folder;
        this.config = NodeConfig.allInOne(folder.resolve("data"), 0);
        this.node = Node.start(config);
    }

    Node node() {
        return node;
    }

    /** As the demo uses it. */
    LiveSite live() {
        return new LiveSite(node, config, "a test");
    }

    /** What the last command has said. */
    String said() {
        return said.toString();
    }

    /** What scanners were told. */
    List<String> texts() {
        return texts;
    }

    List<ReceivedImage> send(Path file, String patient, String config) throws Exception {
        try (MessageSource source = new NamedSource(new FileSource(file), patient, "knee")) {
            return send(source, config);
        }
    }

    /** A phantom of somebody who was never here before, as the gate's were but for its noise. */
    List<ReceivedImage> sendAnother(String config) throws Exception {
        String patient = "W" + others++;
        Path file = Tools.phantom(
                folder, patient, "-m", "64", "-c", "4", "-O", "1", "-n", String.valueOf(0.02 + 0.0005 * others), "-a", "4", "-w", "16", "-r", "1");
        return send(file, patient, config);
    }

    List<ReceivedImage> send(MessageSource source, String config) throws Exception {
        List<ReceivedImage> images = new ArrayList<>();
        ScanListener listener = new ScanListener() {
            @Override
            public void image(ReceivedImage image) {
                images.add(image);
            }

            @Override
            public void text(String text) {
                texts.add(text);
            }
        };
        int port = Integer.parseInt(node.endpoints().mrd().split(":")[1]);
        assertThat(new ScannerClient(ScannerSettings.of("127.0.0.1", port, config), listener).run(source).failure()).isNull();
        return images;
    }

    /** A command, and what it ends with. */
    void said(int code, Object... arguments) {
        said.getBuffer().setLength(0);
        var line = Main.commandLine();
        line.setOut(new PrintWriter(said, true));
        line.setErr(new PrintWriter(said, true));
        int ended = line.execute(Stream.concat(Stream.of(arguments), Stream.of("--data", folder.resolve("data")))
                .map(Object::toString)
                .toArray(String[]::new));
        assertThat(ended).as(said.toString()).isEqualTo(code);
    }

    KafkaConnection kafka() {
        return KafkaConnection.to(node.kafka().bootstrap());
    }

    /** Of so many patients something is held out. */
    long heldOut() {
        return LogTable.read(kafka(), Topics.ADAPT_LEDGER).all().values().stream()
                .filter(entry -> entry.heldOut())
                .map(entry -> entry.sample().order().teaching().subject())
                .distinct()
                .count();
    }

    /** The end of a gate. */
    AdaptEvent.GateEnded ended(String gate) {
        await(gate).atMost(Duration.ofMinutes(6)).until(() -> gates().anyMatch(ended -> ended.run().equals(gate)));
        return gates().filter(ended -> ended.run().equals(gate)).findFirst().orElseThrow();
    }

    Stream<AdaptEvent.GateEnded> gates() {
        return EventChain.read(kafka()).events().stream()
                .flatMap(event -> event.what() instanceof AdaptEvent.GateEnded ended ? Stream.of(ended) : Stream.empty());
    }

    String champion() {
        return alias(ModelAlias.Name.CHAMPION).orElseThrow();
    }

    Optional<String> alias(ModelAlias.Name name) {
        return LogTable.read(kafka(), Topics.MODEL_ALIASES).get(ModelAlias.key("knee", name)).map(ModelAlias::version);
    }

    /** The scans on which a version was held against the champion. */
    List<ScanComparison> comparisons(String shadow) {
        return EventChain.read(kafka()).events().stream()
                .flatMap(event -> event.what() instanceof AdaptEvent.ScanCompared(ScanComparison one) ? Stream.of(one) : Stream.empty())
                .filter(one -> one.shadow().equals(shadow))
                .toList();
    }

    @Override
    public void close() {
        node.close();
    }
}
