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
    /** A command, which is only made where it may be asked for: to describe them all takes some 0.3 s. */
    private record Entry(Class<? extends Callable<Integer>> type, Supplier<Callable<Integer>> maker) {
        String name() {
            return type.getAnnotation(Command.class).name();
        }
    }

    /** Every command, in the order of the help. */
    private static final List<Entry> COMMANDS = List.of(
            new Entry(ServeCommand.class, ServeCommand::new),
            new Entry(StatusCommand.class, StatusCommand::new),
            new Entry(ScansCommand.class, ScansCommand::new),
            new Entry(SendCommand.class, SendCommand::new),
            new Entry(ExportCommand.class, ExportCommand::new),
            new Entry(ReplayCommand.class, ReplayCommand::new),
            new Entry(DemoCommand.class, DemoCommand::new),
            new Entry(ReconstructCommand.class, ReconstructCommand::new),
            new Entry(TrainCommand.class, TrainCommand::new),
            new Entry(EvaluateCommand.class, EvaluateCommand::new),
            new Entry(CompareCommand.class, CompareCommand::new),
            new Entry(ExperimentCommand.class, ExperimentCommand::new),
            new Entry(TrainRunCommand.class, TrainRunCommand::new),
            new Entry(GateRunCommand.class, GateRunCommand::new),
            new Entry(ModelsCommand.class, ModelsCommand::new),
            new Entry(AdaptGroupCommand.class, AdaptGroupCommand::new),
            new Entry(ProxiesCommand.class, ProxiesCommand::new),
            new Entry(ForgetCommand.class, ForgetCommand::new),
            new Entry(TraceCommand.class, TraceCommand::new),
            new Entry(AuditCommand.class, AuditCommand::new),
            new Entry(BenchCommand.class, BenchCommand::new),
            new Entry(HealthCommand.class, HealthCommand::new),
            new Entry(CacheCommand.class, CacheCommand::new),
            new Entry(TokensCommand.class, TokensCommand::new),
            new Entry(TopicsCommand.class, TopicsCommand::new));

    @Spec
    private CommandSpec spec;

    Main() {}

    public static void main(String[] args) {
        OutOfMemory.watchThreads();
        LauncherWatch.start();
        StartedFromCache.report();
        System.exit(commandLine(args).execute(args));
    }

    /** With every command. */
    static CommandLine commandLine() {
        return line(COMMANDS);
    }

    /** With what these arguments ask for: the command that the first of them names, or else all. */
    static CommandLine commandLine(String[] args) {
        List<Entry> named = args.length == 0
                ? List.of()
                : COMMANDS.stream().filter(command -> command.name().equals(args[0])).toList();
        return line(named.isEmpty() ? COMMANDS : named);
    }

    private static CommandLine line(List<Entry> commands) {
        CommandLine line = new CommandLine(new Main());
        commands.forEach(command -> line.addSubcommand(new CommandLine(command.maker().get())));
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
