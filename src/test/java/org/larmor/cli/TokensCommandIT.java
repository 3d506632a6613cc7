package org.larmor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.larmor.bus.AccessToken;
import org.larmor.bus.EmbeddedBroker;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.LogSnapshot;
import org.larmor.bus.Topics;
import org.larmor.node.Endpoints;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(120)
class TokensCommandIT {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path data;

    private int larmor(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        var line = Main.commandLine();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(arguments);
    }

    @Test
    void makesShowsAndRevokesTokens() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(data, 0)) {
            new Endpoints(broker.bootstrap(), null, null, ProcessHandle.current().pid()).write(data);
            String folder = data.toString();
            Path json = data.resolve("table.json");
            assertThat(larmor("topics", "apply", "--data", folder)).isZero();

            assertThat(larmor("tokens", "create", "--name", "A. Curie", "--role", "approver", "--data", folder)).isZero();
            AccessToken token = AccessToken.parse(out.toString().strip()).orElseThrow();
            String secret = token.text().substring(token.text().lastIndexOf('_') + 1);
            assertThat(err.toString()).isEmpty();

            assertThat(larmor("tokens", "list", "--kafka", broker.bootstrap(), "--json", json.toString())).isZero();
            assertThat(out.toString()).contains(token.id(), "A. Curie", "approver").doesNotContain(secret);
            JsonNode row = JsonMapper.builder().build().readTree(json.toFile()).get(0);
            assertThat(row.get("revoked").asText()).isEqualTo("-");

            assertThat(larmor("tokens", "create", "--name", "A. Curie", "--role", "viewer", "--data", folder))
                    .isEqualTo(ExitCode.FAILED);
            assertThat(err.toString()).contains("there is a token A. Curie");
            assertThat(larmor("tokens", "create", "--name", "(own token)", "--role", "viewer", "--data", folder))
                    .isEqualTo(ExitCode.FAILED);
            assertThat(larmor("tokens", "create", "--name", token.id(), "--role", "viewer", "--data", folder))
                    .isEqualTo(ExitCode.FAILED);
            assertThat(larmor("tokens", "create", "--name", "B", "--role", "king", "--data", folder))
                    .isEqualTo(ExitCode.USAGE);

            assertThat(larmor("tokens", "revoke", "A. Curie", "--data", folder)).isZero();
            assertThat(larmor("tokens", "revoke", token.id(), "--data", folder)).isEqualTo(ExitCode.FAILED);
            assertThat(err.toString()).contains("no token " + token.id() + " in force");
            assertThat(larmor("tokens", "list", "--data", folder, "--json", json.toString())).isZero();
            assertThat(JsonMapper.builder().build().readTree(json.toFile()).get(0).get("revoked").asText())
                    .startsWith("20");
            assertThat(larmor("tokens", "create", "--name", "A. Curie", "--role", "viewer", "--data", folder))
                    .as("the name is free again")
                    .isZero();

            List<String> records = new ArrayList<>();
            LogSnapshot.read(KafkaConnection.to(broker.bootstrap()), Topics.TOKENS, record ->
                    records.add(new String(record.value(), StandardCharsets.UTF_8)));
            assertThat(records).hasSize(3).allSatisfy(record -> assertThat(record).doesNotContain(secret));
        }
    }
}
