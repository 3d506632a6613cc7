package org.larmor.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.larmor.bus.record.AccessRole;
import org.larmor.web.access.Access;

/** A role with a route that takes a role of people, and with one that forgot to say which. */
final class Bakery implements Role {
    /** Takes an operator, and answers with who it is for. */
    static final String BREAD = "/api/v1/bread";

    @Override
    public String name() {
        return "bakery";
    }

    @Override
    public void start(NodeContext context) throws IOException {
        Access access = context.access();
        context.routes(router -> {
            router.post(BREAD)
                    .handler(access.requires(AccessRole.OPERATOR))
                    .handler(request -> request.response().end("for " + Access.principal(request)));
            router.get("/api/v1/forgotten").handler(request -> request.response().end("secret"));
        });
    }

    /** Of a node with a broker, a gateway and this. */
    static NodeConfig config(Path data) throws ConfigException {
        NodeConfig config =
                NodeConfig.read(Map.of("data", data.toString(), "mrd-port", "0", "http-port", "0"), Map.of());
        return NodeConfigs.withRoles(
                config, List.of(Roles.named("broker").orElseThrow(), new Bakery(), Roles.named("gateway").orElseThrow()));
    }

    static String ownToken(Path data) throws IOException {
        return Files.readString(data.resolve(NodeConfig.OWN_TOKEN)).strip();
    }
}
