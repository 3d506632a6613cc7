package org.larmor.web;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.larmor.web.access.ListeningAddress;
import org.larmor.web.access.RefusedRequestException;

/** The HTTP side of a process. Errors are JSON problems (RFC 9457). Owns its server. */
public final class HttpEndpoint implements AutoCloseable {
    private static final long WITHIN_SECONDS = 20;

    /** A connection that says nothing for so long is closed. */
    private static final int IDLE_SECONDS = 60;

    /** Open at once; a browser has six, a scraper one. */
    static final int MOST_CONNECTIONS = 256;

    /** Bytes of a request's first line, and of its headers. */
    private static final int LONGEST = 8192;

    private final HttpServer server;

    private HttpEndpoint(HttpServer server) {
        this.server = server;
    }

    /**
     * @param host the address of this machine to listen at
     * @param port 0 picks a free one
     * @param routes what there is, in the order in which a request looks for it
     */
    public static HttpEndpoint start(Vertx vertx, String host, int port, List<Routes> routes)
            throws InterruptedException, HttpException {
        Router router = Router.router(vertx);
        router.route().handler(new BrowserGuard(new ListeningAddress(host)));
        routes.forEach(more -> more.addTo(router));
        router.errorHandler(400, request -> problem(request, 400, "Bad Request"));
        router.errorHandler(401, request -> problem(request, 401, "Unauthorized"));
        router.errorHandler(403, request -> problem(request, 403, "Forbidden"));
        router.errorHandler(404, request -> problem(request, 404, "Not Found"));
        router.errorHandler(405, request -> problem(request, 405, "Method Not Allowed"));
        router.errorHandler(413, request -> problem(request, 413, "Content Too Large"));
        router.errorHandler(500, request -> problem(request, 500, "Internal Server Error"));
        try {
            return new HttpEndpoint(vertx.createHttpServer(new HttpServerOptions()
                            .setHttp2ClearTextEnabled(false) // else a connection counts only when it speaks
                            .setIdleTimeout(IDLE_SECONDS)
                            .setMaxInitialLineLength(LONGEST)
                            .setMaxHeaderSize(LONGEST))
                    .connectionHandler(new ConnectionLimit(MOST_CONNECTIONS))
                    .invalidRequestHandler(HttpEndpoint::malformed)
                    .requestHandler(router)
                    .listen(port, host)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(WITHIN_SECONDS, TimeUnit.SECONDS));
        } catch (ExecutionException e) {
            throw new HttpException("cannot serve HTTP at " + host + ":" + port + ": " + e.getCause().getMessage(), e);
        } catch (TimeoutException e) {
            throw new HttpException("HTTP did not start within " + WITHIN_SECONDS + " s", e);
        }
    }

    public int port() {
        return server.actualPort();
    }

    private static void problem(RoutingContext request, int code, String title) {
        JsonObject problem = new JsonObject().put("title", title).put("instance", request.request().path());
        if (request.failure() instanceof RefusedRequestException refused) {
            problem.put("detail", refused.getMessage());
        }
        var unused = Answers.problem(request.response(), code, problem);
    }

    /** What is no request: nothing of it is repeated, and its connection ends. */
    private static void malformed(HttpServerRequest request) {
        Throwable why = request.decoderResult().cause();
        var ended = why instanceof TooLongHttpLineException
                ? Answers.problem(request.response(), 414, new JsonObject().put("title", "URI Too Long"))
                : why instanceof TooLongHttpHeaderException
                        ? Answers.problem(
                                request.response(), 431, new JsonObject().put("title", "Request Header Fields Too Large"))
                        : Answers.problem(request.response(), 400, new JsonObject().put("title", "Bad Request"));
        ended.onComplete(done -> request.connection().close());
    }

    @Override
    public void close() {
        try {
            server.close().toCompletionStage().toCompletableFuture().get(WITHIN_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("HTTP did not close", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
