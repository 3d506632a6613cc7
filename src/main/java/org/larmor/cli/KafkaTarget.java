package org.larmor.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which cluster a command speaks to: an argument group with exactly one of its options. */
public final class KafkaTarget {
    @Option(names = "--kafka", paramLabel = "HOST:PORT", description = "Address of the Kafka cluster.")
    @Nullable String kafka;

    @Option(names = "--data", paramLabel = "DIR", description = "Data folder of a running `larmor serve`.")
    @Nullable Path data;

    /** @throws IOException where the data folder says of no running {@code serve} */
    public String bootstrap() throws IOException {
        return kafka != null ? kafka : Endpoints.read(java.util.Objects.requireNonNull(data)).kafka();
    }
}
