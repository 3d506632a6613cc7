package org.larmor.node;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.larmor.bus.record.DeviceStatus;
import org.larmor.recon.engine.ComputeDevice;
import org.larmor.recon.engine.DeviceException;
import org.larmor.recon.engine.DeviceMemory;
import org.larmor.recon.engine.DeviceReading;
import org.larmor.recon.engine.TorchEngine;
import org.larmor.telemetry.MeterNames;

/** What a process computes networks on, as its status and its metrics tell it. */
final class DeviceReport {
    private DeviceReport() {}

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

    /** The device that this process computes on itself. Loads the engine. */
    static DeviceMemory own(NodeContext context) {
        NodeConfig config = context.config();
        MeterRegistry registry = context.telemetry().registry();
        ComputeDevice device = TorchEngine.device(config.device());
        if (DeviceReading.of(device).isPresent()) {
            gauge(registry, device, MeterNames.DEVICE_MEMORY_USED, DeviceReading::used);
            gauge(registry, device, MeterNames.DEVICE_MEMORY_TOTAL, DeviceReading::total);
            gauge(registry, device, MeterNames.DEVICE_UTILISATION, reading -> reading.utilisation().orElse(Double.NaN));
        }
        tell(context, device.label(), () -> DeviceReading.of(device));
        return new DeviceMemory(device, config.deviceMemory(), step -> Counter.builder(MeterNames.DEVICE_EXHAUSTED)
                .description("times that a device had not enough memory")
                .tag("step", step.name().toLowerCase(Locale.ROOT))
                .register(registry)
                .increment());
    }

    /** What processes that this one starts are told; where it computes itself, that is what counts. */
    static void ofOthers(NodeContext context) {
        tell(context, context.config().device().text(), Optional::empty);
    }

    private static void tell(NodeContext context, String device, Supplier<Optional<DeviceReading>> reading) {
        context.status(report -> report.device() == null ? report.withDevice(status(device, reading.get())) : report);
    }

    private static DeviceStatus status(String device, Optional<DeviceReading> reading) {
        return reading.map(now -> new DeviceStatus(
                        device,
                        now.name(),
                        now.used(),
                        now.total(),
                        now.utilisation().isPresent() ? now.utilisation().getAsDouble() : null))
                .orElseGet(() -> new DeviceStatus(device, null, null, null, null));
    }

    private static void gauge(
            MeterRegistry registry, ComputeDevice device, String name, ToDoubleFunction<DeviceReading> value) {
        Gauge.builder(name, () -> DeviceReading.of(device).map(value::applyAsDouble).orElse(Double.NaN))
                .tag("device", device.label())
                .register(registry);
    }
}
