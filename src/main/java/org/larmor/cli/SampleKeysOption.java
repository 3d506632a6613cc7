package org.larmor.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.larmor.adapt.samples.ScanKeys;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where the keys of what is learned from are. */
final class SampleKeysOption {
    @Option(
            names = "--sample-keys",
            paramLabel = "DIR",
            description = "The folder of keys, as `serve` was told; with --data that of the data folder.")
    private @Nullable Path folder;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    /**
     * The keys that the site's processes share.
     *
     * @throws ParameterException where nothing says where they are: a key that is destroyed or made elsewhere would be none of theirs
     */
    ScanKeys of(KafkaTarget target) {
        if (folder == null && target.data() == null) {
            throw new ParameterException(
                    spec.commandLine(), "--sample-keys: with --kafka, say where the keys are that the site's processes share");
        }
        return new ScanKeys(folder == null ? target.sampleKeys() : folder);
    }
}
