package org.larmor.cli;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.larmor.adapt.events.AdaptClient;
import org.larmor.adapt.events.AnswerText;
import org.larmor.adapt.registry.ModelRegistry;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.record.AdaptCommand;

/** What a person asks of the adaptation, one way or the other; each answers with the sentence that tells what came of it. */
sealed interface Orders {
    /** Has a domain's model trained. */
    String start(String domain, Asker asker) throws InterruptedException;

    /** Lets a model, by its version or its name alone, serve a domain. */
    String promote(String domain, String model, Asker asker) throws IOException, InterruptedException;

    /** Lets the champion before serve a domain again. */
    String rollBack(String domain, Asker asker) throws InterruptedException;

    /** Sends commands to the log, in the name that the person states. */
    record ByKafka(KafkaConnection kafka) implements Orders {
        @Override
        public String start(String domain, Asker asker) {
            return ask(id -> new AdaptCommand.StartRun(id, domain, asker.by(), asker.reason()));
        }

        @Override
        public String promote(String domain, String model, Asker asker) throws IOException {
            String version;
            try (ModelRegistry registry = ModelRegistry.read(kafka)) {
                version = registry.find(model).version();
            }
            return ask(id -> new AdaptCommand.Promote(id, domain, version, asker.by(), asker.reason()));
        }

        @Override
        public String rollBack(String domain, Asker asker) {
            return ask(id -> new AdaptCommand.RollBack(id, domain, asker.by(), asker.reason()));
        }

        private String ask(Function<String, AdaptCommand> command) {
            return AnswerText.of(AdaptClient.ask(kafka, command));
        }
    }

    /** Asks a gateway, in the name of the token. */
    record ByHttp(ApiClient api) implements Orders {
        @Override
        public String start(String domain, Asker asker) throws InterruptedException {
            return ask(domain, "runs", asker, null);
        }

        @Override
        public String promote(String domain, String model, Asker asker) throws InterruptedException {
            return ask(domain, "promote", asker, model);
        }

        @Override
        public String rollBack(String domain, Asker asker) throws InterruptedException {
            return ask(domain, "rollback", asker, null);
        }

        private String ask(String domain, String what, Asker asker, @Nullable String model) throws InterruptedException {
            asker.refuseName("over HTTP it is the token that says who asks");
            Map<String, String> body = new HashMap<>(Map.of("reason", asker.reason()));
            if (model != null) {
                body.put("version", model);
            }
            try (api) {
                return api.post("domains/" + ApiClient.escaped(domain) + "/" + what, body)
                        .path("said")
                        .asText();
            }
        }
    }
}
