package org.larmor.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.larmor.bus.ClientProperties;
import org.larmor.bus.KafkaConnection;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Where models are: in the registry of a site, or in a folder. */
final class ModelsPlace {
    @ArgGroup(multiplicity = "0..1")
    private @Nullable Place place;

    @Option(
            names = "--kafka-config",
            paramLabel = "FILE",
            converter = KafkaTarget.PropertiesConverter.class,
            description = "Properties for the Kafka client, by Kafka's names, such as security.protocol.")
    private ClientProperties properties = ClientProperties.NONE;

    /** At most one of them. */
    private static final class Place {
        @Option(names = "--kafka", paramLabel = "HOST:PORT", description = "The registry of this Kafka cluster.")
        private @Nullable String kafka;

        @Option(
                names = "--data",
                paramLabel = "DIR",
                description = "The registry of a running `larmor serve`, by its data folder.")
        private @Nullable Path data;

        @Option(names = "--models", paramLabel = "DIR", description = "A folder of models (" + ModelFolder.NAME + ").")
        private @Nullable Path models;
    }

    /** Where the registry is; empty where a folder is meant. */
    Optional<KafkaConnection> registry() throws IOException {
        return place == null || place.models != null
                ? Optional.empty()
                : Optional.of(KafkaTarget.connection(place.kafka, place.data, properties));
    }

    Path folder() {
        return place == null || place.models == null ? Path.of(ModelFolder.NAME) : place.models;
    }
}
