package org.larmor.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.larmor.bus.LogTable;
import org.larmor.bus.Topics;
import org.larmor.bus.record.ProxySlice;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code larmor proxies list}. */
@Command(name = "list", description = "The sets that there are.", mixinStandardHelpOptions = true)
final class ProxiesListCommand implements Callable<Integer> {
    private static final double MB = 1e6;

    @Mixin
    private KafkaTarget target;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the table there too, as JSON.")
    private @Nullable Path json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Map<String, List<ProxySlice>> sets = LogTable.read(target.connection(), Topics.ADAPT_PROXIES).all().values().stream()
                .collect(Collectors.groupingBy(ProxySlice::set, TreeMap::new, Collectors.toList()));
        Table table = new Table("set", "training", "patients", "validation", "patients for validation", "MB");
        sets.forEach((set, slices) -> table.row(
                set,
                slices.stream().filter(slice -> !slice.validation()).count(),
                patients(slices, false),
                slices.stream().filter(ProxySlice::validation).count(),
                patients(slices, true),
                slices.stream().mapToLong(slice -> slice.data().bytes()).sum() / MB));
        table.print(spec.commandLine().getOut());
        if (json != null) {
            table.writeJson(json);
        }
        return ExitCode.FINE;
    }

    private static int patients(List<ProxySlice> slices, boolean validation) {
        return slices.stream()
                .filter(slice -> slice.validation() == validation)
                .map(ProxySlice::patient)
                .collect(Collectors.toSet())
                .size();
    }
}
