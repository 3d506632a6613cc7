package org.larmor.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.larmor.adapt.samples.ScanKeys;
import picocli.CommandLine.Option;

/** Where the keys of what is learned from are. */
final class SampleKeysOption {
    @Option(
            names = "--sample-keys",
            paramLabel = "DIR",
            description = "The folder of keys, as `serve` was told; with --data that of the data folder.")
    private @Nullable Path folder;

    ScanKeys of(KafkaTarget target) {
        return new ScanKeys(folder == null ? target.sampleKeys() : folder);
    }
}
