package org.larmor.node;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.larmor.bus.record.DeviceStatus;
import org.larmor.recon.engine.ComputeDevice;
import org.larmor.recon.engine.DeviceChoice;
import org.larmor.recon.engine.DeviceException;
import org.larmor.recon.engine.DeviceMemory;
import org.larmor.recon.engine.DeviceReading;
import org.larmor.recon.engine.TorchEngine;
import org.larmor.telemetry.MeterNames;

/**
 * What a process computes networks on, as its status and its metrics tell it. A choice that only the engine can make is made
 * when somebody first computes: the engine loads for seconds, in which scanners are listened to. Thread-safe.
 */
final class OwnDevice implements Supplier<DeviceMemory> {
    private final DeviceChoice choice;
    private final long bound;
    private final MeterRegistry registry;
    private volatile @Nullable DeviceMemory memory;

    private OwnDevice(NodeConfig config, MeterRegistry registry) {
        this.choice = config.device();
        this.bound = config.deviceMemory();
        this.registry = registry;
    }

    /**
     * Refuses a device that was named and is not there. Only a graphics processor takes the engine to tell.
     *
     * @throws DeviceException with what there is
     */
    static void check(NodeConfig config) {
        if (config.device().needsGraphics()) {
            TorchEngine.device(config.device());
        }
    }

    /** The device that this process computes on itself. */
    static OwnDevice of(NodeContext context) {
        OwnDevice own = new OwnDevice(context.config(), context.telemetry().registry());
        context.status(report -> report.withDevice(own.status()));
        return own;
    }

    /** What the processes that this one starts are told; where it computes too, its own is shown. */
    static void ofOthers(NodeContext context) {
        DeviceStatus told = new DeviceStatus(context.config().device().text(), null, null, null, null);
        context.status(report -> report.device() == null ? report.withDevice(told) : report);
    }

    @Override
    public DeviceMemory get() {
        DeviceMemory known = memory;
        return known == null ? choose() : known;
    }

    private synchronized DeviceMemory choose() {
        DeviceMemory known = memory;
        if (known == null) {
            ComputeDevice device = TorchEngine.device(choice);
            if (DeviceReading.of(device).isPresent()) {
                gauge(device, MeterNames.DEVICE_MEMORY_USED, DeviceReading::used);
                gauge(device, MeterNames.DEVICE_MEMORY_TOTAL, DeviceReading::total);
                gauge(device, MeterNames.DEVICE_UTILISATION, reading -> reading.utilisation().orElse(Double.NaN));
            }
            known = new DeviceMemory(device, bound, this::count);
            memory = known;
        }
        return known;
    }

    private void count(DeviceMemory.Step step) {
        Counter.builder(MeterNames.DEVICE_EXHAUSTED)
                .description("times that a device had not enough memory")
                .tag("step", step.name().toLowerCase(Locale.ROOT))
                .register(registry)
                .increment();
    }

    private void gauge(ComputeDevice device, String name, ToDoubleFunction<DeviceReading> value) {
        Gauge.builder(name, () -> DeviceReading.of(device).map(value::applyAsDouble).orElse(Double.NaN))
                .tag("device", device.label())
                .register(registry);
    }

    private DeviceStatus status() {
        DeviceMemory known = memory;
        Optional<DeviceReading> reading = known == null ? Optional.empty() : DeviceReading.of(known.device());
        return new DeviceStatus(
                known == null ? choice.text() : known.device().label(),
                reading.map(DeviceReading::name).orElse(null),
                reading.map(DeviceReading::used).orElse(null),
                reading.map(DeviceReading::total).orElse(null),
                reading.filter(now -> now.utilisation().isPresent())
                        .map(now -> now.utilisation().getAsDouble())
                        .orElse(null));
    }
}
