package org.larmor.web.adapt;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;
import org.larmor.adapt.events.EventChain;
import org.larmor.adapt.events.Shadows;
import org.larmor.adapt.gate.Report;
import org.larmor.adapt.policy.SitePolicy;
import org.larmor.adapt.registry.ModelRegistry;
import org.larmor.adapt.runs.RunCurves;
import org.larmor.bus.BusException;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.record.AdaptEvent;
import org.larmor.bus.record.ExampleImage;
import org.larmor.bus.record.GateReport;
import org.larmor.bus.record.ModelVersion;
import org.larmor.bus.record.RunRecord;
import org.larmor.web.Answers;
import org.larmor.web.Paging;
import org.larmor.web.Routes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /api/v1/models}, {@code domains}, {@code policy}, {@code runs} and {@code events}, to be read. */
public final class AdaptApi implements Routes {
    private static final Logger LOG = LoggerFactory.getLogger(AdaptApi.class);

    private final AdaptReader reader;
    private final ModelRegistry models;
    private final SitePolicy policy;

    /**
     * What it reads of stays the caller's.
     *
     * @param models as they come and go
     */
    public AdaptApi(KafkaConnection kafka, ModelRegistry models, SitePolicy policy) {
        this.reader = new AdaptReader(kafka);
        this.models = models;
        this.policy = policy;
    }

    @Override
    public void addTo(Router router) {
        router.get("/api/v1/models").handler(request -> Answers.json(request, 200, models()));
        router.get("/api/v1/domains").handler(request -> later(request, () -> Optional.of(domains())));
        router.get("/api/v1/policy").handler(request -> Answers.json(request, 200, new PolicyView(policy.get()).json()));
        router.get("/api/v1/runs").handler(request -> Paging.of(request).ifPresent(paging -> later(
                request,
                () -> Optional.of(paging.page(
                        "runs",
                        reader.runs(),
                        run -> run.order().run(),
                        run -> AdaptJson.run(run, System.currentTimeMillis()))))));
        router.get("/api/v1/runs/:run").handler(request -> {
            String run = request.pathParam("run");
            later(request, () -> run(run));
        });
        router.get("/api/v1/events").handler(request -> Paging.of(request).ifPresent(paging -> later(
                request,
                () -> Optional.of(paging.page(
                        "events",
                        reader.chain().events().reversed(),
                        event -> String.valueOf(event.number()),
                        AdaptJson::event)))));
    }

    private JsonObject models() {
        JsonArray versions = new JsonArray();
        models.versions().stream()
                .sorted(Comparator.comparingLong(ModelVersion::at).reversed())
                .forEach(version -> versions.add(AdaptJson.version(version, List.copyOf(models.aliases()))));
        JsonArray aliases = new JsonArray();
        models.aliases().forEach(alias -> aliases.add(AdaptJson.alias(alias)));
        return new JsonObject().put("versions", versions).put("aliases", aliases);
    }

    private JsonObject domains() {
        EventChain chain = reader.chain();
        return new JsonObject()
                .put("domains", new DomainsView(policy.get(), models, reader.ledger(), Shadows.of(chain.events())).json())
                .put("head", chain.head())
                .put("events", chain.next())
                .put("whole", chain.faults().isEmpty());
    }

    private Optional<JsonObject> run(String name) throws IOException {
        Optional<RunRecord> run =
                reader.runs().stream().filter(one -> one.order().run().equals(name)).findFirst();
        if (run.isEmpty()) {
            return Optional.empty();
        }
        List<AdaptEvent> events = reader.chain().events();
        JsonObject json = AdaptJson.run(run.get(), System.currentTimeMillis())
                .put("curves", new JsonArray(RunCurves.of(events, name)))
                .put(
                        "images",
                        new JsonArray(RunCurves.images(events, name).stream().map(ExampleImage::step).toList()));
        Optional<GateReport> report = reader.report(name);
        return Optional.of(report.isEmpty() ? json : json.put("report", AdaptJson.report(Report.ofJson(report.get().json()))));
    }

    /** Answers off the event loop; with 404 where there is nothing. */
    private static void later(RoutingContext request, Callable<Optional<JsonObject>> answer) {
        request.vertx()
                .executeBlocking(answer, false)
                .onSuccess(found -> found.ifPresentOrElse(
                        json -> Answers.json(request, 200, json),
                        () -> Answers.problem(request, 404, "Not Found", "there is none of that name")))
                .onFailure(why -> failed(request, why));
    }

    private static void failed(RoutingContext request, Throwable why) {
        if (why instanceof BusException || why instanceof KafkaException) {
            Answers.problem(request, 503, "Service Unavailable", "the log does not answer");
        } else {
            LOG.warn("a request could not be answered", why);
            request.fail(500, why);
        }
    }
}
