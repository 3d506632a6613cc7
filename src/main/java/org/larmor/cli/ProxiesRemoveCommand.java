package org.larmor.cli;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.larmor.adapt.events.AdaptClient;
import org.larmor.adapt.samples.ScanKeys;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.LogTable;
import org.larmor.bus.Topics;
import org.larmor.bus.record.AdaptCommand;
import org.larmor.bus.record.ProxySlice;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code larmor proxies remove}. */
@Command(
        name = "remove",
        description = "Give up a set: it is used no longer, and its keys are destroyed.",
        mixinStandardHelpOptions = true)
final class ProxiesRemoveCommand implements Callable<Integer> {
    @Parameters(paramLabel = "SET", description = "The set's name.")
    private String set;

    @Mixin
    private KafkaTarget target;

    @Mixin
    private SampleKeysOption sampleKeys;

    @Mixin
    private Asker asker;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        KafkaConnection kafka = target.connection();
        ScanKeys keys = sampleKeys.of(target);
        List<ProxySlice> slices = LogTable.read(kafka, Topics.ADAPT_PROXIES).all().values().stream()
                .filter(slice -> slice.set().equals(set))
                .toList();
        AdaptClient.ask(kafka, id -> new AdaptCommand.RemoveProxies(id, set, asker.by(), asker.reason()));
        for (ProxySlice slice : slices) {
            keys.destroy(slice.key());
        }
        spec.commandLine().getOut().println("set " + set + ": " + slices.size() + " slices given up");
        spec.commandLine().getOut().flush();
        return ExitCode.FINE;
    }
}
