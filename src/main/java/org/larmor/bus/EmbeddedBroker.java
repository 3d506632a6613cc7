package org.larmor.bus;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real Kafka broker and its controller in this process, on the loopback interface, with its data in {@code
 * <data>/kafka} and kept over restarts. When its disk fails it neither ends the process nor hangs: {@link #failure}
 * completes, and whoever started it closes it.
 */
public final class EmbeddedBroker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedBroker.class);
    private static final Duration STARTS_WITHIN = Duration.ofSeconds(60);
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(30);
    private static final Duration STOPS_AFTER_FAILURE_WITHIN = Duration.ofSeconds(5);
    private static final String META_PROPERTIES = "meta.properties";

    private final Path folder;
    private final int port;
    private final DataFolderLock lock;
    private final KafkaRaftServer server;
    private final CompletableFuture<BusException> failure = new CompletableFuture<>();
    private final Consumer<String> onExit = this::failed;
    private final AtomicBoolean failing = new AtomicBoolean();
    private boolean closed;

    private EmbeddedBroker(Path folder, int port, DataFolderLock lock, KafkaConfig config) {
        this.folder = folder;
        this.port = port;
        this.lock = lock;
        this.server = new KafkaRaftServer(config, Time.SYSTEM);
    }

    /**
     * Starts the broker and waits until it serves.
     *
     * @param data where it keeps its data; made where it is missing
     * @param port to listen at; 0 for the one of the last time where that is free, else any free one
     * @throws BusException where it does not start, and why
     */
    public static EmbeddedBroker start(Path data, int port) {
        return start(data, port, Map.of());
    }

    /** The same, with broker settings of Kafka's names over our own. */
    public static EmbeddedBroker start(Path data, int port, Map<String, String> settings) {
        long begun = System.nanoTime();
        DataFolderLock lock = DataFolderLock.acquire(data.toAbsolutePath());
        try {
            int listen = port != 0
                    ? port
                    : lock.port().stream().filter(EmbeddedBroker::isFree).findAny().orElseGet(EmbeddedBroker::freePort);
            if (!isFree(listen)) {
                throw new BusException("the broker's port " + BrokerSettings.HOST + ":" + listen + " is in use");
            }
            Path folder = data.toAbsolutePath().resolve("kafka");
            format(folder);
            KafkaConfig config = new KafkaConfig(
                    BrokerSettings.of(folder, listen, freePortBut(listen), settings), false);
            EmbeddedBroker broker = create(folder, listen, lock, config);
            broker.startup();
            lock.keepPort(listen);
            LOG.info("Broker at {} after {} ms, data in {}", broker.bootstrap(),
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun), folder);
            return broker;
        } catch (RuntimeException e) {
            lock.close();
            throw e instanceof BusException ? e : new BusException("the broker does not start: " + e.getMessage(), e);
        }
    }

    /** {@code host:port} for clients. */
    public String bootstrap() {
        return BrokerSettings.HOST + ":" + port;
    }

    public int port() {
        return port;
    }

    /**
     * Completes when the broker cannot go on, with the reason, on a thread that may close it; never when it is closed in
     * good health.
     */
    public CompletionStage<BusException> failure() {
        return failure.minimalCompletionStage();
    }

    /** Stops the broker; its data stays. Does not wait long for one that has failed. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            stop();
        } finally {
            lock.close();
        }
    }

    private void stop() {
        boolean healthy = !failure.isDone();
        CompletableFuture<Void> stopped = onThread("larmor-broker-stop", () -> {
            server.shutdown();
            server.awaitShutdown();
        });
        try {
            await(stopped, healthy ? STOPS_WITHIN : STOPS_AFTER_FAILURE_WITHIN, "stop");
            KafkaExits.release(onExit);
        } catch (BusException e) {
            // What still runs of it must not end the process later: its exits stay caught.
            if (healthy) {
                throw e;
            }
            LOG.warn("The failed broker did not stop cleanly: {}", e.getMessage());
        }
    }

    private static EmbeddedBroker create(Path folder, int port, DataFolderLock lock, KafkaConfig config) {
        try {
            return new EmbeddedBroker(folder, port, lock, config);
        } catch (RuntimeException e) {
            throw new BusException("the broker does not start with the data in " + folder + ": " + e.getMessage(), e);
        }
    }

    private void startup() {
        KafkaExits.catchFor(onExit);
        CompletableFuture<Void> started = onThread("larmor-broker-start", server::startup);
        CompletableFuture<Object> outcome = CompletableFuture.anyOf(started, failure.thenAccept(reason -> {
            throw reason;
        }));
        try {
            await(outcome, STARTS_WITHIN, "start");
        } catch (BusException e) {
            failure.complete(e);
            stop();
            throw e;
        }
    }

    private void failed(String why) {
        if (!failing.compareAndSet(false, true)) {
            return;
        }
        BusException reason = new BusException("the broker cannot go on; see whether the disk of " + folder
                + " is failing or full (" + (folder.toFile().getUsableSpace() >> 20) + " MiB free): " + why);
        LOG.error(reason.getMessage());
        // Not on Kafka's own thread: who closes the broker then would wait for itself.
        Thread.ofPlatform().daemon().name("larmor-broker-failure").start(() -> failure.complete(reason));
    }

    private static CompletableFuture<Void> onThread(String name, Runnable work) {
        return CompletableFuture.runAsync(work, task -> Thread.ofPlatform().daemon().name(name).start(task));
    }

    private static void await(CompletableFuture<?> outcome, Duration within, String what) {
        try {
            outcome.get(within.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() instanceof CompletionException ? e.getCause().getCause() : e.getCause();
            if (cause instanceof BusException known) {
                throw known;
            }
            throw new BusException("the broker does not " + what + ": " + reason(cause), cause);
        } catch (TimeoutException e) {
            throw new BusException("the broker does not " + what + " within " + within.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BusException("interrupted while waiting for the broker to " + what, e);
        }
    }

    private static String reason(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root == failure ? String.valueOf(failure.getMessage()) : failure.getMessage() + " (" + root + ")";
    }

    /** Makes the folder a node's, once. */
    private static void format(Path folder) {
        if (Files.exists(folder.resolve(META_PROPERTIES))) {
            return;
        }
        try {
            Files.createDirectories(folder);
            new Formatter()
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8))
                    .setNodeId(BrokerSettings.NODE)
                    .setClusterId(Uuid.randomUuid().toString())
                    .setControllerListenerName(BrokerSettings.CONTROLLER)
                    .setDirectories(List.of(folder.toString()))
                    .setMetadataLogDirectory(folder.toString())
                    .setFeatureLevel("share.version", (short) 1)
                    .run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BusException("interrupted while preparing " + folder, e);
        } catch (Exception e) { // what Kafka's Formatter declares
            throw new BusException("cannot prepare the broker's folder " + folder + ": " + e, e);
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no free port on the loopback interface", e);
        }
    }

    private static int freePortBut(int taken) {
        int port = freePort();
        return port == taken ? freePortBut(taken) : port;
    }
}
