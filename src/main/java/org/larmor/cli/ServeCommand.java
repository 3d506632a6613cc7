package org.larmor.cli;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.larmor.node.ConfigException;
import org.larmor.node.Endpoints;
import org.larmor.node.Node;
import org.larmor.node.NodeConfig;
import org.larmor.node.NodeSettings;
import org.larmor.node.Setting;
import picocli.CommandLine.Command;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code larmor serve}: runs one or more roles until it is stopped. Its options are the settings of a node. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        modelTransformer = ServeCommand.Options.class,
        description = "Runs the gateway: by default every role in one process, with an embedded Kafka broker.",
        footer = {
            "",
            "Every option may also be set in the environment (LARMOR_MRD_PORT for",
            "--mrd-port), or in a file of Java properties that --config or LARMOR_CONFIG",
            "names (mrd-port = 9002). The command line wins over the environment, and that",
            "over the file.",
            "",
            "Examples:",
            "  larmor serve --data /var/lib/larmor",
            "  larmor serve --data d1 --roles broker",
            "  larmor serve --data d2 --roles worker --kafka broker-1:9092,broker-2:9092",
            "  larmor serve --config larmor.properties --kafka-config sasl.properties",
            "",
            "When ready it writes <data>/endpoints.json and answers 200 at /health/ready."
        })
final class ServeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    /** Makes an option of each setting; what is written there is read with all else that is said of the node. */
    static final class Options implements IModelTransformer {
        @Override
        public CommandSpec transform(CommandSpec command) {
            for (Setting<?> setting : NodeSettings.ALL) {
                command.addOption(OptionSpec.builder(setting.flag())
                        .type(String.class)
                        .paramLabel(setting.label())
                        .description(setting.help())
                        .hidden(setting.hidden())
                        .build());
            }
            return command;
        }
    }

    @Override
    public Integer call() throws Exception {
        try (Node node = Node.listen(config());
                NextStart _ = NextStart.prepare()) {
            node.endInOrder();
            if (node.awaitReady()) {
                say(node.endpoints());
            }
            node.awaitStop();
        }
        return 0;
    }

    private static void say(Endpoints endpoints) {
        System.err.println("larmor: ready" + (endpoints.mrd() == null ? "" : "; scanners: " + endpoints.mrd())
                    + (endpoints.http() == null ? "" : "; " + endpoints.http() + "/")
                    + "; kafka: " + endpoints.kafka());
    }

    private NodeConfig config() {
        Map<String, String> flags = new HashMap<>();
        for (Setting<?> setting : NodeSettings.ALL) {
            String text = spec.commandLine().getParseResult().matchedOptionValue(setting.flag(), null);
            if (text != null) {
                flags.put(setting.name(), text);
            }
        }
        try {
            return NodeConfig.read(flags, System.getenv());
        } catch (ConfigException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }
}
