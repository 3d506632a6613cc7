package org.larmor.cli;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.larmor.telemetry.OutOfMemory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program. */
@Command(
        name = "larmor",
        description = "A streaming gateway between MRI scanners and learned reconstruction.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        synopsisSubcommandLabel = "COMMAND")
public final class Main implements Runnable {
    /** Every command, in the order of the help. */
    private static final List<Supplier<Callable<Integer>>> COMMANDS = List.of(
            ServeCommand::new,
            StatusCommand::new,
            ScansCommand::new,
            SendCommand::new,
            ExportCommand::new,
            ReplayCommand::new,
            DemoCommand::new,
            ReconstructCommand::new,
            TrainCommand::new,
            EvaluateCommand::new,
            CompareCommand::new,
            ExperimentCommand::new,
            TrainRunCommand::new,
            GateRunCommand::new,
            ModelsCommand::new,
            AdaptGroupCommand::new,
            ProxiesCommand::new,
            ForgetCommand::new,
            TraceCommand::new,
            AuditCommand::new,
            BenchCommand::new,
            HealthCommand::new,
            CacheCommand::new,
            TokensCommand::new,
            TopicsCommand::new);

    @Spec
    private CommandSpec spec;

    Main() {}

    public static void main(String[] args) {
        OutOfMemory.watchThreads();
        LauncherWatch.start();
        StartedFromCache.report();
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Main());
        COMMANDS.forEach(command -> line.addSubcommand(new CommandLine(command.get())));
        line.setExecutionExceptionHandler(new FailureReport());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        return line;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command?");
    }

    /** The version that the jar's manifest states. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"larmor " + (version == null ? "(not from its jar)" : version)};
        }
    }
}
