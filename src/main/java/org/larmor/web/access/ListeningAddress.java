package org.larmor.web.access;

import java.net.InetAddress;

/** The address that a server listens at. */
public record ListeningAddress(String host) {
    /** Whether it is reached from its own machine alone. */
    public boolean isLoopback() {
        if (host.equals("localhost")) {
            return true;
        }
        try {
            return InetAddress.ofLiteral(host).isLoopbackAddress();
        } catch (IllegalArgumentException e) {
            return false; // a name, which may mean any address
        }
    }
}
