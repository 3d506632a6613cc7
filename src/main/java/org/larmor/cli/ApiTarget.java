package org.larmor.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which gateway a command asks. */
final class ApiTarget {
    @ArgGroup(multiplicity = "1")
    private Address address;

    @Mixin
    private TokenOption token;

    /** Where it is: exactly one of the two. */
    static final class Address {
        @Option(names = "--http", paramLabel = "URL", description = "Any gateway of the site, such as http://gateway-1:8080.")
        private @Nullable URI http;

        @Option(names = "--data", paramLabel = "DIR", description = "Data folder of a running `larmor serve`.")
        private @Nullable Path data;
    }

    /** @throws IOException where the data folder says of no running {@code serve}, or a token cannot be read */
    ApiClient open() throws IOException {
        return address.data == null ? token.client(address.http) : token.client(address.data);
    }
}
