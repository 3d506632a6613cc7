package org.larmor.web.scans;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.larmor.bus.BusException;
import org.larmor.bus.RecordGoneException;
import org.larmor.bus.record.ScanNote;
import org.larmor.mrd.header.HeaderException;
import org.larmor.web.Answers;
import org.larmor.web.Paging;
import org.larmor.web.Routes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /api/v1/scans}, {@code /api/v1/frames} and {@code /api/v1/images}. */
public record ScansApi(ScanIndex index, StoredImages images) implements Routes {
    private static final Logger LOG = LoggerFactory.getLogger(ScansApi.class);
    private static final String PNG = ".png";
    private static final String RAW = ".raw";

    @Override
    public void addTo(Router router) {
        router.get("/api/v1/scans").handler(this::scans);
        router.get("/api/v1/scans/:scan").handler(this::scan);
        router.get("/api/v1/frames").handler(request -> Paging.of(request).ifPresent(paging -> Answers.json(
                request,
                200,
                paging.page("frames", index.frames(request.request().getParam("scan")), ScansApi::key, ScansApi::frame))));
        router.get("/api/v1/images").handler(request -> Paging.of(request).ifPresent(paging -> Answers.json(
                request,
                200,
                paging.page(
                        "images", index.images(request.request().getParam("scan")), ScanIndex.Image::id, ScansApi::image))));
        router.get("/api/v1/images/:id").handler(this::image);
    }

    private void scans(RoutingContext request) {
        Paging.of(request).ifPresent(paging -> Answers.json(
                request, 200, paging.page("scans", index.scans(), ScanIndex.Known::scan, ScansApi::scan)));
    }

    private void scan(RoutingContext request) {
        String scan = request.pathParam("scan");
        index.scan(scan)
                .ifPresentOrElse(
                        known -> Answers.json(request, 200, scan(known)),
                        () -> Answers.problem(request, 404, "Not Found", "no scan of that id is kept"));
    }

    private static JsonObject scan(ScanIndex.Known known) {
        JsonObject json = new JsonObject()
                .put("scan", known.scan())
                .put("firstAt", known.firstAt())
                .put("lastAt", known.lastAt())
                .put("frames", known.frames())
                .put("images", known.images())
                .put("failed", known.failed());
        return known.ended() == null ? json : json.put("ended", JsonObject.mapFrom(known.ended()));
    }

    private static String key(ScanNote.Answered frame) {
        return frame.scan() + "/" + frame.frame() + "/" + frame.revision();
    }

    private static JsonObject frame(ScanNote.Answered frame) {
        JsonArray images = new JsonArray();
        frame.images().forEach(image -> images.add(key(frame) + "/" + image.number()));
        return new JsonObject()
                .put("scan", frame.scan())
                .put("frame", frame.frame().toString())
                .put("revision", frame.revision())
                .put("at", frame.at())
                .put("result", frame.result())
                .put("text", frame.text())
                .put("millis", frame.millis())
                .put("images", images);
    }

    /** The images of a note, as the API shows them; none where it is of something else. */
    public static List<JsonObject> images(ScanNote note) {
        return note instanceof ScanNote.Answered frame
                ? frame.images().stream().map(image -> image(new ScanIndex.Image(frame, image))).toList()
                : List.of();
    }

    /** An image as the API shows it. */
    public static JsonObject image(ScanIndex.Image of) {
        ScanNote.Image image = of.image();
        return new JsonObject()
                .put("id", of.id())
                .put("scan", of.frame().scan())
                .put("frame", of.frame().frame().toString())
                .put("slice", of.frame().frame().slice())
                .put("at", of.frame().at())
                .put("millis", of.frame().millis())
                .put("recipe", image.recipe())
                .put("version", image.version())
                .put("quality", number(image.quality()))
                .put("qualityLimit", number(image.qualityLimit()))
                .put("marks", new JsonArray(image.marks()))
                .put("x", image.x())
                .put("y", image.y())
                .put("z", image.z())
                .put("channels", image.channels());
    }

    private static @Nullable Double number(@Nullable String text) {
        try {
            return text == null ? null : Double.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** {@code ID}, {@code ID.png} or {@code ID.raw}; an id's slashes are written as {@code %2F}. */
    private void image(RoutingContext request) {
        String asked = request.pathParam("id");
        boolean png = asked.endsWith(PNG);
        boolean raw = asked.endsWith(RAW);
        String id = png || raw ? asked.substring(0, asked.length() - PNG.length()) : asked;
        ScanIndex.Image found = index.image(id).orElse(null);
        if (found == null) {
            Answers.problem(request, 404, "Not Found", "no image of that id is kept");
        } else if (png || raw) {
            pixels(request, found, png);
        } else {
            Answers.json(request, 200, image(found));
        }
    }

    private void pixels(RoutingContext request, ScanIndex.Image found, boolean png) {
        var context = request.vertx().getOrCreateContext();
        var unused = images.read(found.image())
                .thenApply(message -> encoded(message, png))
                .whenComplete((bytes, error) -> context.runOnContext(nothing -> {
                    if (error == null) {
                        var unusedSent = request.response()
                                .putHeader("content-type", png ? "image/png" : "application/octet-stream")
                                .putHeader("cache-control", "private, no-cache")
                                .end(Buffer.buffer(bytes));
                    } else {
                        failed(request, error instanceof CompletionException ? error.getCause() : error);
                    }
                }));
    }

    private static byte[] encoded(byte[] message, boolean png) {
        try {
            Pixels pixels = Pixels.of(message);
            return png ? pixels.png() : pixels.raw();
        } catch (HeaderException | IOException e) {
            throw new CompletionException(e);
        }
    }

    private static void failed(RoutingContext request, Throwable why) {
        switch (why) {
            case RecordGoneException _ -> Answers.problem(request, 410, "Gone", "the log keeps the image no more");
            case HeaderException _ -> Answers.problem(request, 415, "Unsupported Media Type", "the image's pixels are not shown");
            case BusException _ -> Answers.problem(request, 503, "Service Unavailable", String.valueOf(why.getMessage()));
            default -> {
                LOG.warn("an image could not be read", why);
                Answers.problem(request, 503, "Service Unavailable", "the image cannot be read now");
            }
        }
    }
}
