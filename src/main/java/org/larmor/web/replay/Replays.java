package org.larmor.web.replay;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.larmor.bus.BusException;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.record.AccessRole;
import org.larmor.mrd.header.HeaderException;
import org.larmor.mrd.header.ImageHead;
import org.larmor.mrd.header.OpenReconParameters;
import org.larmor.sim.ReceivedImage;
import org.larmor.sim.ScanListener;
import org.larmor.sim.ScannerClient;
import org.larmor.sim.ScannerSettings;
import org.larmor.stored.StoredScan;
import org.larmor.stored.StoredScanException;
import org.larmor.stored.StoredScans;
import org.larmor.stored.StoredSource;
import org.larmor.web.Answers;
import org.larmor.web.Routes;
import org.larmor.web.access.Access;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /api/v1/scans/SCAN/replay}: sends a stored scan to this gateway once more, as its scanner did, with another
 * recipe or by another model. Its images come as a new scan's, which teaches nothing. One at a time, so that scanners do not wait for it.
 */
public final class Replays implements Routes {
    private static final Logger LOG = LoggerFactory.getLogger(Replays.class);
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int LONGEST_BODY = 4096;

    /** How recipes are called: no more goes to the gateway, or into its log. */
    private static final Pattern RECIPE = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    /** How versions of models are called, likewise. */
    private static final Pattern MODEL = Pattern.compile("[A-Za-z0-9._@+-]{1,128}");

    /** @param model null for the champion that serves such scans */
    private record Asked(String recipe, @Nullable String model) {}

    private final KafkaConnection kafka;
    private final String host;
    private final int port;
    private final Access access;
    private final BiConsumer<String, JsonObject> told;
    private final Semaphore one = new Semaphore(1);

    /**
     * Replays to a gateway.
     *
     * @param host where scanners reach it
     * @param told learns of the end of each, as an event of the feed
     */
    public Replays(KafkaConnection kafka, String host, int port, Access access, BiConsumer<String, JsonObject> told) {
        this.kafka = kafka;
        this.host = host;
        this.port = port;
        this.access = access;
        this.told = told;
    }

    @Override
    public void addTo(Router router) {
        String path = "/api/v1/scans/:scan/replay";
        router.post(path).handler(access.requires(AccessRole.OPERATOR));
        router.post(path).handler(BodyHandler.create(false).setBodyLimit(LONGEST_BODY)).handler(this::replay);
    }

    private void replay(RoutingContext request) {
        Asked how = asked(request);
        if (how == null) {
            Answers.problem(request, 400, "Bad Request", "a JSON object with a recipe is asked for, and with a model's version or none");
            return;
        }
        if (!one.tryAcquire()) {
            Answers.problem(request, 409, "Conflict", "another scan is being replayed");
            return;
        }
        String asked = request.pathParam("scan");
        request.vertx()
                .executeBlocking(() -> StoredScans.find(kafka, asked), false)
                .onSuccess(scan -> {
                    LOG.info("scan {} is replayed by {} for {}", scan.id(), how, Access.principal(request));
                    Thread.ofPlatform().daemon().name("larmor-replay").start(() -> run(scan, how));
                    Answers.json(request, 202, json("scan", scan, how));
                })
                .onFailure(why -> {
                    one.release();
                    failed(request, why);
                });
    }

    private static @Nullable Asked asked(RoutingContext request) {
        try {
            JsonObject body = request.body().asJsonObject();
            String recipe = body == null ? null : named(body, "recipe", RECIPE);
            String model = body == null ? null : named(body, "model", MODEL);
            boolean isKnown = recipe != null && (model != null || body.getValue("model") == null);
            return isKnown ? new Asked(recipe, model) : null;
        } catch (DecodeException | ClassCastException e) {
            return null;
        }
    }

    private static @Nullable String named(JsonObject body, String name, Pattern form) {
        return body.getValue(name) instanceof String text && form.matcher(text).matches() ? text : null;
    }

    /** @param as how the scan is called there */
    private static JsonObject json(String as, StoredScan scan, Asked how) {
        return new JsonObject().put(as, scan.id()).put("recipe", how.recipe()).put("model", how.model());
    }

    private void run(StoredScan scan, Asked how) {
        JsonObject end = json("of", scan, how);
        try (StoredSource source = StoredSource.open(kafka, scan)) {
            JsonObject parameters = new JsonObject().put(OpenReconParameters.REPLAY, scan.id());
            if (how.model() != null) {
                parameters.put(OpenReconParameters.MODEL, how.model());
            }
            ScannerSettings settings = ScannerSettings.of(host, port, how.recipe())
                    .withText(new JsonObject().put("parameters", parameters).encode())
                    .withPatience(PATIENCE);
            Again again = new Again();
            String failure = new ScannerClient(settings, again).run(source).failure();
            end.put("scan", again.scan).put("failure", failure == null ? again.error : failure);
        } catch (StoredScanException e) {
            end.put("failure", e.getMessage());
        } catch (IOException | BusException | KafkaException e) {
            LOG.warn("scan {} could not be replayed", scan.id(), e);
            end.put("failure", "the scan could not be read or sent");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            one.release();
            told.accept("replay", end);
        }
    }

    /** Which scan it became, and what went wrong first. */
    private static final class Again implements ScanListener {
        private @Nullable String scan;
        private @Nullable String error;

        @Override
        public void image(ReceivedImage image) {
            try {
                scan = ImageHead.read(image.wire()).meta().get("LarmorScan");
            } catch (HeaderException e) {
                LOG.debug("an image that does not say what it is: {}", e.getMessage());
            }
        }

        @Override
        public void text(String text) {
            if (error == null && text.startsWith("ERR ")) {
                error = text;
            }
        }
    }

    private static void failed(RoutingContext request, Throwable why) {
        switch (why) {
            case StoredScanException _ -> Answers.problem(request, 404, "Not Found", String.valueOf(why.getMessage()));
            case BusException _ -> Answers.problem(request, 503, "Service Unavailable", String.valueOf(why.getMessage()));
            case KafkaException _ -> Answers.problem(request, 503, "Service Unavailable", "the log does not answer");
            default -> request.fail(500, why);
        }
    }
}
