package org.larmor.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.larmor.adapt.gate.GateRun;
import org.larmor.adapt.samples.ScanKeys;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.LogTable;
import org.larmor.bus.Topics;
import org.larmor.bus.record.GateOrder;
import org.larmor.bus.record.RunRecord;
import org.larmor.jssl.data.DataException;
import org.larmor.recon.engine.DeviceMemory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code larmor gate-run}: what the role trainer starts for a gate, in a process of its own. */
@Command(
        name = "gate-run",
        hidden = true,
        description = "Judge a challenger as it was ordered; what the role trainer starts.",
        mixinStandardHelpOptions = true)
final class GateRunCommand implements Callable<Integer> {
    /** Stopped before its end: whoever goes on finds what was measured. */
    private static final int STOPPED = 130;

    @Parameters(paramLabel = "RUN", description = "The run's name.")
    private String run;

    @Mixin
    private KafkaTarget target;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "The run's own folder.")
    private Path out;

    @Option(names = "--sample-keys", required = true, paramLabel = "DIR", description = "The folder of keys.")
    private Path sampleKeys;

    @Mixin
    private DeviceOption device = new DeviceOption();

    @Override
    public Integer call() throws IOException {
        KafkaConnection kafka = target.connection();
        GateOrder order = LogTable.read(kafka, Topics.ADAPT_RUNS)
                .get(run)
                .map(RunRecord::order)
                .filter(GateOrder.class::isInstance)
                .map(GateOrder.class::cast)
                .orElseThrow(() -> new DataException("there is no run " + run));
        Path place = Files.createDirectories(out);
        if (Files.exists(place.resolve(GateRun.REPORT))) {
            return ExitCode.FINE; // its end was not told before
        }
        DeviceMemory memory = device.memory();
        try (StopRequest stop = new StopRequest(() -> {})) {
            return new GateRun(kafka, order, place, new ScanKeys(sampleKeys), memory).judge(stop)
                    ? ExitCode.FINE
                    : STOPPED;
        }
    }
}
