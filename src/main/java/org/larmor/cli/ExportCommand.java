package org.larmor.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.larmor.bus.KafkaConnection;
import org.larmor.mrd.file.MrdFileWriter;
import org.larmor.stored.StoredScan;
import org.larmor.stored.StoredScans;
import org.larmor.stored.StoredSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code larmor export}: a stored scan as a file. */
@Command(
        name = "export",
        description = "Write a stored scan's raw data into an ISMRMRD file (HDF5), as the scanner sent them.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  larmor export 7f3c --out scan.h5 --data D",
            "  larmor export 7f3c91d2-0b7a-4c55-9d0e-6a4c1f2e8b10 --out scan.h5 --force --kafka broker-1:9092"
        })
final class ExportCommand implements Callable<Integer> {
    @Parameters(paramLabel = "SCAN", description = "The scan (an image's LarmorScan), or how it alone begins.")
    private String scan;

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "Where it is written.")
    private Path out;

    @Option(names = "--force", description = "Replace FILE, where it exists.")
    private boolean force;

    @Mixin
    private KafkaTarget target;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        KafkaConnection kafka = target.connection();
        try (WholeFile file = WholeFile.begin(out, force)) {
            StoredScan found = StoredScans.find(kafka, scan);
            String written;
            try (StoredSource source = StoredSource.open(kafka, found);
                    MrdFileWriter writer = MrdFileWriter.create(file.unfinished(), source.xml())) {
                for (ByteBuffer message = source.next(); message != null; message = source.next()) {
                    writer.add(message);
                }
                writer.finish();
                written = writer.acquisitions() + " acquisitions and " + writer.waveforms() + " waveforms";
            }
            file.appear();
            say("scan " + found.id() + ": " + written + " in " + out);
            if (found.fault() != null) {
                say("it is what had come when the scan was aborted: " + found.fault());
            }
        }
        return ExitCode.FINE;
    }

    private void say(String text) {
        PrintWriter print = spec.commandLine().getOut();
        print.println(text);
        print.flush();
    }
}
