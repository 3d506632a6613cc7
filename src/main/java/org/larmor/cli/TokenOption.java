package org.larmor.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.larmor.node.Endpoints;
import org.larmor.node.NodeConfig;
import picocli.CommandLine.Option;

/** The token that a gateway is shown. It is never an argument itself: those are seen by everybody on the machine. */
final class TokenOption {
    private static final String ENVIRONMENT = "LARMOR_TOKEN";
    private static final Pattern TOKEN = Pattern.compile("[!-~]{1,1024}");
    private static final int HIGHEST_PORT = 65_535;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "The token that the gateway asks for. Default: the environment's " + ENVIRONMENT
                    + ", else the data folder's own, which its owner alone can read.")
    private @Nullable Path file;

    /** Of a gateway anywhere. */
    ApiClient client(URI site) throws IOException {
        if (site.getHost() == null || site.getPort() > HIGHEST_PORT || !("http".equals(site.getScheme()) || "https".equals(site.getScheme()))) {
            throw new ApiException(site + " is no address of a gateway, such as http://gateway-1:8080");
        }
        return new ApiClient(site, said());
    }

    /** Of the gateway of a data folder. */
    ApiClient client(Path data) throws IOException {
        String http = Endpoints.read(data).http();
        if (http == null) {
            throw new IOException("the server of " + data + " has no HTTP port");
        }
        String token = said();
        return new ApiClient(URI.create(http), token == null ? own(data) : token);
    }

    /** What is no token is not repeated: it may be one beside something else. */
    private @Nullable String said() throws IOException {
        String said = file == null ? System.getenv(ENVIRONMENT) : new String(Files.readAllBytes(file), StandardCharsets.US_ASCII).strip();
        if (said != null && !TOKEN.matcher(said).matches()) {
            throw new ApiException((file == null ? ENVIRONMENT : file.toString()) + " has no token: one line without spaces is one");
        }
        return said;
    }

    /** Null where that process has no gateway. */
    private static @Nullable String own(Path data) throws IOException {
        try {
            return Files.readString(data.resolve(NodeConfig.OWN_TOKEN)).strip();
        } catch (NoSuchFileException e) {
            return null;
        }
    }
}
