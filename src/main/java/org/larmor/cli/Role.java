package org.larmor.cli;

/** What a process does; each scales by itself. */
enum Role {
    BROKER,
    GATEWAY,
    ROUTER,
    WORKER
}
