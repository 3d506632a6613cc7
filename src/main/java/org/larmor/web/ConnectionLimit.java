package org.larmor.web;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpConnection;

/** Closes connections beyond a number that are open at once. Event loop only. */
final class ConnectionLimit implements Handler<HttpConnection> {
    private final int most;
    private int open;

    ConnectionLimit(int most) {
        this.most = most;
    }

    @Override
    public void handle(HttpConnection connection) {
        open++;
        connection.closeHandler(nothing -> open--);
        if (open > most) {
            var unused = connection.close();
        }
    }
}
