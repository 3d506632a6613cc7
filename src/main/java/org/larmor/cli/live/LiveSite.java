package org.larmor.cli.live;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.larmor.adapt.events.AdaptClient;
import org.larmor.adapt.events.EventChain;
import org.larmor.adapt.policy.Policy;
import org.larmor.adapt.policy.PolicyFile;
import org.larmor.adapt.samples.ProxyUpload;
import org.larmor.adapt.samples.ScanKeys;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.LogTable;
import org.larmor.bus.SiteKey;
import org.larmor.bus.Topics;
import org.larmor.bus.record.AdaptCommand;
import org.larmor.bus.record.AdaptEvent;
import org.larmor.bus.record.LedgerEntry;
import org.larmor.bus.record.ModelAlias;
import org.larmor.bus.record.ProxySlice;
import org.larmor.jssl.data.KspaceSlice;
import org.larmor.node.Node;
import org.larmor.node.NodeConfig;
import org.larmor.sim.MessageSource;
import org.larmor.sim.ReceivedImage;
import org.larmor.sim.ScanListener;
import org.larmor.sim.ScannerClient;
import org.larmor.sim.ScannerSettings;

/**
 * A site in this process that learns, as its operator and its scanners use it: by the same commands and connections, and by
 * what the log says.
 */
public final class LiveSite {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long LOOK_AGAIN_MS = 200;

    private final Node node;
    private final NodeConfig config;
    private final String by;

    /** @param by who asks for what is asked for */
    public LiveSite(Node node, NodeConfig config, String by) {
        this.node = node;
        this.config = config;
        this.by = by;
    }

    public KafkaConnection kafka() {
        return node.kafka();
    }

    /** Puts a policy into force, if it is not. */
    public Policy policy(Path file) throws IOException {
        Policy policy = PolicyFile.read(file, SiteKey.read(config.siteKey()));
        boolean isThere = LogTable.read(kafka(), Topics.ADAPT_POLICY).all().values().stream()
                .anyMatch(record -> record.hash().equals(policy.hash()));
        if (!isThere) {
            ask(id -> new AdaptCommand.SetPolicy(id, policy.json(), by, ""));
        }
        return policy;
    }

    /** A fully sampled slice of somebody. */
    public record Proxy(KspaceSlice slice, String patient, boolean validation) {}

    /** Adds a set of proxies, if there is none of that name. */
    public void proxies(String set, Supplier<List<Proxy>> slices) throws IOException {
        if (LogTable.read(kafka(), Topics.ADAPT_PROXIES).all().values().stream().anyMatch(one -> one.set().equals(set))) {
            return;
        }
        List<ProxySlice> stored = new ArrayList<>();
        try (ProxyUpload upload = new ProxyUpload(
                kafka(), SiteKey.read(config.siteKey()), new ScanKeys(config.sampleKeys()), set)) {
            for (Proxy proxy : slices.get()) {
                stored.add(upload.add(proxy.slice(), proxy.patient(), proxy.validation()));
            }
        }
        ask(id -> new AdaptCommand.AddProxies(id, set, stored, by, ""));
    }

    /** Streams a scan; gives its images in the order of their arrival. */
    public List<ReceivedImage> send(MessageSource source, String recipe) throws IOException, InterruptedException {
        String mrd = Objects.requireNonNull(node.endpoints().mrd());
        int colon = mrd.lastIndexOf(':');
        InetSocketAddress to = new InetSocketAddress(mrd.substring(0, colon), Integer.parseInt(mrd.substring(colon + 1)));
        List<ReceivedImage> images = new ArrayList<>();
        ScanListener listener = new ScanListener() {
            @Override
            public void image(ReceivedImage image) {
                images.add(image);
            }
        };
        String failure = new ScannerClient(
                        ScannerSettings.of(to.getHostString(), to.getPort(), recipe).withPatience(PATIENCE), listener)
                .run(source)
                .failure();
        if (failure != null) {
            throw new IOException("a scan failed: " + failure);
        }
        return images;
    }

    /** The samples that count. */
    public List<LedgerEntry> samples() {
        return LogTable.read(kafka(), Topics.ADAPT_LEDGER).all().values().stream()
                .filter(entry -> !entry.gone())
                .toList();
    }

    public AdaptEvent.What ask(Function<String, AdaptCommand> command) {
        return AdaptClient.ask(kafka(), command);
    }

    /** All that has happened so far. */
    public List<AdaptEvent> events() {
        return EventChain.read(kafka()).events();
    }

    /** The version that serves a domain. */
    public String champion(String domain) {
        Map<String, ModelAlias> aliases = LogTable.read(kafka(), Topics.MODEL_ALIASES).all();
        return Optional.ofNullable(aliases.get(ModelAlias.key(domain, ModelAlias.Name.CHAMPION)))
                .or(() -> Optional.ofNullable(aliases.get(ModelAlias.key(ModelAlias.GENERAL, ModelAlias.Name.CHAMPION))))
                .map(ModelAlias::version)
                .orElse("none");
    }

    /** Looks again and again until there is something. */
    public static <T> T await(Supplier<Optional<T>> look, Duration patience, String what) throws IOException, InterruptedException {
        long until = System.nanoTime() + patience.toNanos();
        while (true) {
            Optional<T> seen = look.get();
            if (seen.isPresent()) {
                return seen.get();
            }
            if (System.nanoTime() - until > 0) {
                throw new IOException(what + " within " + patience.toSeconds() + " s");
            }
            Thread.sleep(LOOK_AGAIN_MS);
        }
    }
}
