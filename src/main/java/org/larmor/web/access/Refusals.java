package org.larmor.web.access;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.ext.web.RoutingContext;
import java.util.EnumMap;
import java.util.Map;
import org.larmor.telemetry.MeterNames;

/** Refuses requests, and counts what it refuses. */
public final class Refusals {
    private static final int UNAUTHORIZED = 401;

    private final Map<Refusal, Counter> counters = new EnumMap<>(Refusal.class);

    public Refusals(MeterRegistry registry) {
        for (Refusal why : Refusal.values()) {
            counters.put(why, Counter.builder(MeterNames.HTTP_REFUSED)
                    .description("HTTP requests of somebody who may not")
                    .tag("reason", why.label())
                    .register(registry));
        }
    }

    /** Ends a request. */
    public void refuse(RoutingContext request, Refusal why) {
        counters.get(why).increment();
        if (why.code() == UNAUTHORIZED) {
            request.response().putHeader("WWW-Authenticate", "Bearer");
        }
        request.fail(why.code(), new RefusedRequestException(why.detail()));
    }
}
