package org.larmor.web.adapt;

import io.vertx.core.Handler;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.function.Function;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.larmor.adapt.events.AdaptClient;
import org.larmor.adapt.events.AnswerText;
import org.larmor.adapt.events.RefusedException;
import org.larmor.adapt.registry.ModelRegistry;
import org.larmor.bus.BusException;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.record.AccessRole;
import org.larmor.bus.record.AdaptCommand;
import org.larmor.models.ModelException;
import org.larmor.web.Answers;
import org.larmor.web.Routes;
import org.larmor.web.access.Access;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What people ask of the adaptation over HTTP: a run, a promotion, a rollback. Each is answered by the one writer of events,
 * and stands among them with the name of the token.
 */
public record AdaptOrders(KafkaConnection kafka, ModelRegistry models, Access access) implements Routes {
    private static final Logger LOG = LoggerFactory.getLogger(AdaptOrders.class);
    private static final String DOMAIN = "/api/v1/domains/:domain/";
    private static final int LONGEST_BODY = 8192;
    private static final int LONGEST_REASON = 500;

    /** What is asked for. */
    private record Asked(String domain, String by, String reason, String version) {}

    @Override
    public void addTo(Router router) {
        add(router, "runs", AccessRole.OPERATOR, false, asked ->
                id -> new AdaptCommand.StartRun(id, asked.domain(), asked.by(), asked.reason()));
        add(router, "promote", AccessRole.APPROVER, true, asked ->
                id -> new AdaptCommand.Promote(id, asked.domain(), asked.version(), asked.by(), asked.reason()));
        add(router, "rollback", AccessRole.APPROVER, false, asked ->
                id -> new AdaptCommand.RollBack(id, asked.domain(), asked.by(), asked.reason()));
    }

    private void add(
            Router router,
            String what,
            AccessRole role,
            boolean ofVersion,
            Function<Asked, Function<String, AdaptCommand>> command) {
        Handler<RoutingContext> body = BodyHandler.create(false).setBodyLimit(LONGEST_BODY);
        // who may not ask is not read any further: a route of its own, since bodies come first within one
        router.post(DOMAIN + what).handler(access.requires(role));
        router.post(DOMAIN + what).handler(body).handler(request -> ask(request, ofVersion, command));
    }

    private void ask(RoutingContext request, boolean ofVersion, Function<Asked, Function<String, AdaptCommand>> command) {
        JsonObject body;
        try {
            body = request.body().asJsonObject();
        } catch (DecodeException | ClassCastException e) {
            body = null;
        }
        String reason = text(body, "reason");
        String version = text(body, "version");
        if (reason.isBlank() || reason.length() > LONGEST_REASON || (ofVersion && version.isBlank())) {
            Answers.problem(
                    request,
                    400,
                    "Bad Request",
                    "a JSON object with a reason of at most " + LONGEST_REASON + " characters is asked for"
                            + (ofVersion ? ", and a version" : ""));
            return;
        }
        Asked asked;
        try {
            String found = ofVersion ? models.find(version).version() : "";
            asked = new Asked(request.pathParam("domain"), Access.principal(request), reason, found);
        } catch (ModelException e) {
            Answers.problem(request, 409, "Conflict", String.valueOf(e.getMessage()));
            return;
        }
        request.vertx()
                .executeBlocking(() -> AdaptClient.ask(kafka, command.apply(asked)), false)
                .onSuccess(what -> Answers.json(
                        request,
                        200,
                        new JsonObject().put("answer", what.getClass().getSimpleName()).put("said", AnswerText.of(what))))
                .onFailure(why -> failed(request, why));
    }

    private static String text(@Nullable JsonObject body, String name) {
        return body != null && body.getValue(name) instanceof String text ? text : "";
    }

    private static void failed(RoutingContext request, Throwable why) {
        switch (why) {
            case RefusedException refused -> Answers.problem(request, 409, "Conflict", String.valueOf(refused.getMessage()));
            case BusException _ -> Answers.problem(request, 503, "Service Unavailable", String.valueOf(why.getMessage()));
            case KafkaException _ -> Answers.problem(request, 503, "Service Unavailable", "the log does not answer");
            default -> {
                LOG.warn("what was asked of the adaptation failed", why);
                request.fail(500, why);
            }
        }
    }
}
