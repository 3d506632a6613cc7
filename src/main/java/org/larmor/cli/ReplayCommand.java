package org.larmor.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.larmor.bus.KafkaConnection;
import org.larmor.mrd.header.OpenReconParameters;
import org.larmor.sim.ScannerSettings;
import org.larmor.stored.StoredScan;
import org.larmor.stored.StoredScans;
import org.larmor.stored.StoredSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code larmor replay}: a stored scan, sent to the gateway once more. */
@Command(
        name = "replay",
        description = "Reconstruct a stored scan again: its data go from the log to the gateway as a new scan, from which "
                + "nothing is learned.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  larmor replay 7f3c --recipe sense --out images --data D",
            "  larmor replay 7f3c --recipe jssl --model knee-run-7 --out images --data D",
            "  larmor replay 7f3c --recipe rss --out images --kafka broker-1:9092 --host gateway-1",
            "",
            "Exit codes: 0 fine, 1 failed, 2 usage, 3 images missing (no close)."
        })
final class ReplayCommand implements Callable<Integer> {
    /** How long the server may stay silent after the last readout. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Parameters(paramLabel = "SCAN", description = "The scan (an image's LarmorScan), or how it alone begins.")
    private String scan;

    @Option(names = "--recipe", paramLabel = "NAME", required = true, description = "The recipe that is asked for.")
    private String recipe;

    @Option(
            names = "--model",
            paramLabel = "VERSION",
            description = "By this model of the registry, not by the domain's champion (recipes jssl and auto).")
    private @Nullable String model;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            description = "Keep images.mrd, PNGs and report.json there.")
    private Path out;

    @Option(names = "--host", paramLabel = "HOST", description = "Where the gateway is (that of --data, or localhost).")
    private @Nullable String host;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Its MRD port (that of --data, or " + MrdAddress.PORT + ").")
    private @Nullable Integer port;

    @Mixin
    private KafkaTarget target;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        ScannerSettings settings = settings();
        KafkaConnection kafka = target.connection();
        StoredScan found = StoredScans.find(kafka, scan);
        try (StoredSource source = StoredSource.open(kafka, found)) {
            if (found.fault() != null) {
                PrintWriter print = spec.commandLine().getOut();
                print.println("the scan was aborted, and is replayed as far as it had come: " + found.fault());
            }
            return new Sending(spec, settings.withText(parameters(found.id())), 0, out, null)
                    .run(source, Map.of("scan", found.id()));
        }
    }

    private ScannerSettings settings() throws IOException {
        MrdAddress address = MrdAddress.of(host, port, target.data());
        try {
            return ScannerSettings.of(address.host(), address.port(), recipe).withPatience(PATIENCE);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private String parameters(String of) {
        ObjectNode text = new ObjectMapper().createObjectNode();
        ObjectNode parameters = text.putObject("parameters").put(OpenReconParameters.REPLAY, of);
        if (model != null) {
            parameters.put(OpenReconParameters.MODEL, model);
        }
        return text.toString();
    }
}
