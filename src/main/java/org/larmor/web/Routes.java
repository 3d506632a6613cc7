package org.larmor.web;

import io.vertx.ext.web.Router;

/** Pages that a role adds to its process's HTTP server; handlers run on an event loop and must not block it. */
@FunctionalInterface
public interface Routes {
    void addTo(Router router);
}
