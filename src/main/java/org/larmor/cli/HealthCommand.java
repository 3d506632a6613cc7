package org.larmor.cli;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.larmor.node.Endpoints;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code larmor health}: whether a running {@code serve} is ready, as an exit code. A container's health check asks so, for
 * an image holds no other program that could.
 */
@Command(
        name = "health",
        description = "Ask a running `larmor serve` whether it is ready: one line, and exit code 0 where it is.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  larmor health --data /var/lib/larmor",
            "  larmor health --http http://127.0.0.1:8080",
            "",
            "Exit codes: 0 ready, 1 not ready, or nobody answers, 2 usage."
        })
final class HealthCommand implements Callable<Integer> {
    private static final int PATIENCE_MILLIS = 5_000;

    /** As long as an answer that is shown gets. */
    private static final int SHOWN = 1_000;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "${env:LARMOR_DATA}",
            description = "Its data folder. Default: what LARMOR_DATA says.")
    private @Nullable Path data;

    @Option(names = "--http", paramLabel = "URL", description = "Where its HTTP server is, instead of its data folder.")
    private @Nullable String http;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        URL url = url();
        HttpURLConnection connection = (HttpURLConnection) url.openConnection();
        connection.setConnectTimeout(PATIENCE_MILLIS);
        connection.setReadTimeout(PATIENCE_MILLIS);
        int status;
        String answer;
        try {
            status = connection.getResponseCode();
            answer = answer(connection, status);
        } catch (IOException e) {
            throw new IOException("nobody answers at " + url + ": " + e.getMessage(), e);
        } finally {
            connection.disconnect();
        }
        boolean ready = status == HttpURLConnection.HTTP_OK;
        spec.commandLine().getOut().println((ready ? "ready: " : "not ready (" + status + "): ") + answer);
        spec.commandLine().getOut().flush();
        return ready ? ExitCode.FINE : ExitCode.FAILED;
    }

    private URL url() throws IOException {
        String base = http;
        if (base == null) {
            if (data == null) {
                throw new ParameterException(spec.commandLine(), "either --data or --http says which server is meant");
            }
            base = Endpoints.read(data).http();
        }
        try {
            URL url = new URI(base + "/health/ready").toURL();
            if (url.getProtocol().startsWith("http")) {
                return url;
            }
        } catch (URISyntaxException | MalformedURLException | IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), base + " is no URL of a server", e);
        }
        throw new ParameterException(spec.commandLine(), base + " is no URL of a server");
    }

    private static String answer(HttpURLConnection connection, int status) throws IOException {
        try (var in = status < HttpURLConnection.HTTP_BAD_REQUEST ? connection.getInputStream() : connection.getErrorStream()) {
            return in == null ? "" : new String(in.readNBytes(SHOWN), StandardCharsets.UTF_8).replaceAll("\\R", " ");
        }
    }
}
