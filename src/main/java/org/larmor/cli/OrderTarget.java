package org.larmor.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.larmor.bus.ClientProperties;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whom an order goes to: the log, or a gateway, which asks who may. */
final class OrderTarget {
    @ArgGroup(multiplicity = "1")
    private Address address;

    @Option(
            names = "--kafka-config",
            paramLabel = "FILE",
            converter = KafkaTarget.PropertiesConverter.class,
            description = "Properties for the Kafka client, by Kafka's names, such as security.protocol.")
    private ClientProperties properties = ClientProperties.NONE;

    @Mixin
    private TokenOption token;

    /** Where that is: exactly one of the three. */
    static final class Address {
        @Option(names = "--kafka", paramLabel = "HOST:PORT", description = "Address of the Kafka cluster.")
        private @Nullable String kafka;

        @Option(names = "--data", paramLabel = "DIR", description = "Data folder of a running `larmor serve`.")
        private @Nullable Path data;

        @Option(
                names = "--http",
                paramLabel = "URL",
                description = "Any gateway of the site, such as http://gateway-1:8080; the token says who asks.")
        private @Nullable URI http;
    }

    /** @throws IOException where the data folder says of no running {@code serve}, or a token cannot be read */
    Orders orders() throws IOException {
        return address.http != null
                ? new Orders.ByHttp(token.client(address.http))
                : new Orders.ByKafka(KafkaTarget.connection(address.kafka, address.data, properties));
    }
}
