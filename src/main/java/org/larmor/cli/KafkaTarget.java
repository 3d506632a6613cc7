package org.larmor.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.larmor.bus.ClientProperties;
import org.larmor.bus.KafkaConnection;
import org.larmor.node.Endpoints;
import org.larmor.node.NodeConfig;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Which cluster a command speaks to, and how. */
final class KafkaTarget {
    @ArgGroup(multiplicity = "1")
    private Address address;

    @Option(
            names = "--kafka-config",
            paramLabel = "FILE",
            converter = PropertiesConverter.class,
            description = "Properties for the Kafka client, by Kafka's names, such as security.protocol.")
    private ClientProperties properties = ClientProperties.NONE;

    /** Where the cluster is: exactly one of the two. */
    static final class Address {
        @Option(names = "--kafka", paramLabel = "HOST:PORT", description = "Address of the Kafka cluster.")
        private @Nullable String kafka;

        @Option(names = "--data", paramLabel = "DIR", description = "Data folder of a running `larmor serve`.")
        private @Nullable Path data;
    }

    /** Reads the file. */
    static final class PropertiesConverter implements ITypeConverter<ClientProperties> {
        @Override
        public ClientProperties convert(String value) {
            try {
                return ClientProperties.read(Path.of(value));
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    /** @throws IOException where the data folder says of no running {@code serve} */
    KafkaConnection connection() throws IOException {
        return connection(address.kafka, address.data, properties);
    }

    /** The data folder of a running {@code serve}, null where the cluster's address was given. */
    @Nullable
    Path data() {
        return address.data;
    }

    /** Where the site's key lies beside a running {@code serve}. */
    Path siteKey() {
        return address.data == null ? Path.of(NodeConfig.OWN_SITE_KEY) : address.data.resolve(NodeConfig.OWN_SITE_KEY);
    }

    /** Where the keys of samples lie beside a running {@code serve}. */
    Path sampleKeys() {
        return address.data == null
                ? Path.of(NodeConfig.OWN_SAMPLE_KEYS)
                : address.data.resolve(NodeConfig.OWN_SAMPLE_KEYS);
    }

    /** Of an address, or else of the data folder of a running {@code serve}. */
    static KafkaConnection connection(@Nullable String kafka, @Nullable Path data, ClientProperties properties)
            throws IOException {
        return new KafkaConnection(kafka != null ? kafka : Endpoints.read(Objects.requireNonNull(data)).kafka(), properties);
    }
}
