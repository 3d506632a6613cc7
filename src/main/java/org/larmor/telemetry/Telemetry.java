package org.larmor.telemetry;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmInfoMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.lang.reflect.Proxy;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.streams.KafkaStreams;

/**
 * The process's metrics: those of the JVM and the process, and whatever roles register. One a process; closing it ends
 * its thread and its binders.
 */
public final class Telemetry implements AutoCloseable {
    /** What a role gets for a Kafka client; to be closed before the client is, or the client stays referenced. */
    public interface Binding extends AutoCloseable {
        @Override
        void close();
    }

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics gc = new JvmGcMetrics();
    private final ScheduledExecutorService refresher = Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().daemon().name("larmor-metrics").unstarted(task));
    private final HopLatency hops;

    public Telemetry() {
        for (MeterBinder binder : new MeterBinder[] {
            new JvmMemoryMetrics(), gc, new JvmThreadMetrics(), new JvmInfoMetrics(), new ClassLoaderMetrics(),
            new ProcessorMetrics(), new FileDescriptorMetrics(), new UptimeMetrics(), new ResidentMemory()
        }) {
            binder.bindTo(registry);
        }
        hops = new HopLatency(registry);
    }

    public MeterRegistry registry() {
        return registry;
    }

    /** The latencies of the frames that this process delivers. */
    public HopLatency hops() {
        return hops;
    }

    /** Everything in Prometheus's text format. */
    public String scrape() {
        return registry.scrape();
    }

    public Binding bind(Producer<?, ?> producer) {
        return bind(new KafkaClientMetrics(producer, Tags.empty(), refresher));
    }

    public Binding bind(Consumer<?, ?> consumer) {
        return bind(new KafkaClientMetrics(consumer, Tags.empty(), refresher));
    }

    public Binding bind(ShareConsumer<?, ?> consumer) {
        // The binder knows no share consumers, but asks a client for nothing else than its metrics.
        Object metrics = Proxy.newProxyInstance(
                Telemetry.class.getClassLoader(), new Class<?>[] {Consumer.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("metrics")) {
                        return consumer.metrics();
                    }
                    throw new UnsupportedOperationException(method.getName());
                });
        return bind((Consumer<?, ?>) metrics);
    }

    public Binding bind(KafkaStreams streams) {
        KafkaStreamsMetrics metrics = new KafkaStreamsMetrics(streams, Tags.empty(), refresher);
        metrics.bindTo(registry);
        return metrics::close;
    }

    private Binding bind(KafkaClientMetrics metrics) {
        metrics.bindTo(registry);
        return metrics::close;
    }

    @Override
    public void close() {
        refresher.shutdownNow();
        gc.close();
        registry.close();
    }
}
