package org.larmor.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.larmor.adapt.runs.RunTraining;
import org.larmor.adapt.samples.ScanKeys;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.LogTable;
import org.larmor.bus.Topics;
import org.larmor.bus.record.RunRecord;
import org.larmor.bus.record.TrainingOrder;
import org.larmor.jssl.data.DataException;
import org.larmor.recon.engine.DeviceMemory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code larmor train-run}: what the role trainer starts for a run, in a process of its own. */
@Command(
        name = "train-run",
        hidden = true,
        description = "Do a training run that was ordered; what the role trainer starts.",
        mixinStandardHelpOptions = true)
final class TrainRunCommand implements Callable<Integer> {
    /** Stopped before its end: whoever goes on finds the checkpoint. */
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

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        KafkaConnection kafka = target.connection();
        TrainingOrder order = LogTable.read(kafka, Topics.ADAPT_RUNS)
                .get(run)
                .map(RunRecord::order)
                .filter(TrainingOrder.class::isInstance)
                .map(TrainingOrder.class::cast)
                .orElseThrow(() -> new DataException("there is no run " + run));
        Path place = Files.createDirectories(out);
        if (Files.exists(RunTraining.card(order, place)) && Files.exists(place.resolve(RunTraining.DONE))) {
            return ExitCode.FINE; // its end was not told before
        }
        DeviceMemory memory = device.memory();
        try (StopRequest stop = new StopRequest(() -> {})) {
            long done = new RunTraining(kafka, order, place, new ScanKeys(sampleKeys), memory)
                    .train(
                            stop,
                            new TrainingProgress(spec.commandLine().getOut(), order.steps()));
            if (stop.getAsBoolean()) {
                return STOPPED;
            }
            Files.writeString(place.resolve(RunTraining.DONE), String.valueOf(done));
        }
        return ExitCode.FINE;
    }
}
