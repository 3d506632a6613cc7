package org.larmor.web.adapt;

import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.larmor.adapt.runs.RunCurves;
import org.larmor.adapt.samples.ImageStore;
import org.larmor.adapt.samples.SampleException;
import org.larmor.adapt.samples.ScanKeys;
import org.larmor.bus.BusException;
import org.larmor.bus.KafkaConnection;
import org.larmor.web.Answers;
import org.larmor.web.Routes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /api/v1/runs/RUN/images/STEP}: what a training has made of one sample, before its first step, at some, and at its end.
 * Such images lie encrypted in the log; only a gateway that has the scans' keys shows them.
 */
public final class RunImages implements Routes {
    private static final Logger LOG = LoggerFactory.getLogger(RunImages.class);

    private final AdaptReader reader;
    private final ImageStore store;

    /** @param keys of the scans, as far as they are here */
    public RunImages(KafkaConnection kafka, ScanKeys keys) {
        this.reader = new AdaptReader(kafka);
        this.store = new ImageStore(kafka, keys);
    }

    @Override
    public void addTo(Router router) {
        router.get("/api/v1/runs/:run/images/:step").handler(this::image);
    }

    private void image(RoutingContext request) {
        String run = request.pathParam("run");
        String step = request.pathParam("step");
        request.vertx()
                .executeBlocking(() -> read(run, step), false)
                .onSuccess(png -> png.ifPresentOrElse(
                        bytes -> {
                            var unused = request.response()
                                    .putHeader("content-type", "image/png")
                                    .putHeader("cache-control", "private, no-cache")
                                    .end(Buffer.buffer(bytes));
                        },
                        () -> Answers.problem(request, 404, "Not Found", "there is no such image, or its scan's key is not here")))
                .onFailure(why -> failed(request, why));
    }

    private Optional<byte[]> read(String run, String step) throws IOException {
        var found = RunCurves.images(reader.chain().events(), run).stream()
                .filter(image -> String.valueOf(image.step()).equals(step))
                .findFirst();
        return found.isEmpty() ? Optional.empty() : store.read(found.get());
    }

    private static void failed(RoutingContext request, Throwable why) {
        switch (why) {
            case BusException _ -> Answers.problem(request, 503, "Service Unavailable", "the log does not answer");
            case KafkaException _ -> Answers.problem(request, 503, "Service Unavailable", "the log does not answer");
            case IOException _ -> Answers.problem(request, 410, "Gone", "the log keeps the image no more");
            case SampleException _ -> Answers.problem(request, 410, "Gone", "the image cannot be opened");
            default -> {
                LOG.warn("an image of a run could not be read", why);
                request.fail(500, why);
            }
        }
    }
}
