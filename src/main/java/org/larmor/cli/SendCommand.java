package org.larmor.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.larmor.sim.FileSource;
import org.larmor.sim.MessageSource;
import org.larmor.sim.ScannerSettings;
import org.larmor.sim.stream.ScannerStream;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code larmor send}: plays a scan to a server as a scanner would, and keeps what comes back. */
@Command(
        name = "send",
        description = "Stream an ISMRMRD raw-data file, or a simulated scan, to an MRD server as a scanner does, and "
                + "receive its images.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  larmor send scan.h5 --config rss --out images",
            "  larmor send scan.h5 --data .larmor --config sense --expect 20",
            "  larmor send scan.h5 --host scanner-gw --rate 10 --text '{\"parameters\":{\"config\":\"jssl\"}}'",
            "  larmor send --simulate lost-lines --data .larmor --config sense",
            "",
            "Exit codes: 0 fine, 1 failed, 2 usage, 3 images missing (fewer than --expect, or no close)."
        })
public final class SendCommand implements Callable<Integer> {
    @ArgGroup(multiplicity = "1")
    private Scan scan;

    @Option(names = "--host", paramLabel = "HOST", description = "Where the server is (localhost).")
    private @Nullable String host;

    @Option(names = "--port", paramLabel = "PORT", description = "Its MRD port (" + MrdAddress.PORT + ").")
    private @Nullable Integer port;

    @Option(names = "--data", paramLabel = "DIR", description = "Data folder of a running `larmor serve`, for both.")
    private @Nullable Path data;

    @Option(
            names = "--config",
            paramLabel = "NAME",
            description = "The recipe that is asked for (${DEFAULT-VALUE}).",
            defaultValue = "auto")
    private String config;

    @Option(names = "--text", paramLabel = "JSON", description = "Parameters, sent as text after the header.")
    private @Nullable String text;

    @Option(names = "--rate", paramLabel = "N", description = "Frames sent a second (as fast as they are taken).")
    private double rate;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "How long the server may stay silent after the last readout (${DEFAULT-VALUE}).",
            defaultValue = "120")
    private int timeout;

    @Option(names = "--expect", paramLabel = "N", description = "How many images there must be.")
    private int expect;

    @Option(names = "--out", paramLabel = "DIR", description = "Keep images.mrd, PNGs and report.json there.")
    private @Nullable Path out;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the table there too, as JSON.")
    private @Nullable Path json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Sending sending = new Sending(spec, settings(), expect, out, json);
        try (MessageSource source = scan.source()) {
            return sending.run(source, Map.of("file", scan.name()));
        }
    }

    private ScannerSettings settings() throws IOException {
        MrdAddress address = MrdAddress.of(host, port, data);
        if (expect < 0 || timeout < 1) {
            throw new ParameterException(spec.commandLine(), "--expect and --timeout count upwards");
        }
        try {
            return ScannerSettings.of(address.host(), address.port(), config)
                    .withText(text)
                    .withFramesPerSecond(rate)
                    .withPatience(Duration.ofSeconds(timeout));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    /** What is sent: either of two. */
    private static final class Scan {
        @Parameters(paramLabel = "FILE", description = "ISMRMRD raw data (HDF5).")
        private @Nullable Path file;

        @Option(
                names = "--simulate",
                paramLabel = "SCAN",
                description = "A simulated scan, of the right ones or those that go wrong; an unknown name lists them.",
                converter = StreamConverter.class)
        private @Nullable ScannerStream simulated;

        MessageSource source() throws IOException {
            return simulated == null ? new FileSource(Objects.requireNonNull(file)) : simulated.messages();
        }

        String name() {
            return simulated == null ? String.valueOf(file) : simulated.name();
        }
    }
}
