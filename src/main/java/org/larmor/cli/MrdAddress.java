package org.larmor.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.larmor.node.Endpoints;

/** Where scanners are taken. */
record MrdAddress(String host, int port) {
    /** By convention. */
    static final int PORT = 9002;

    /**
     * What is stated, else what a running {@code serve} says, else this machine's usual port.
     *
     * @param data its data folder, null where none is named
     * @throws IOException where that folder's server takes no scanners, or is not running
     */
    static MrdAddress of(@Nullable String host, @Nullable Integer port, @Nullable Path data) throws IOException {
        String atHost = "localhost";
        int atPort = PORT;
        if (data != null) {
            String mrd = Endpoints.read(data).mrd();
            int colon = mrd == null ? -1 : mrd.lastIndexOf(':');
            if (mrd == null || colon < 0) {
                throw new IOException("the server of " + data + " has no MRD port");
            }
            atHost = mrd.substring(0, colon);
            atPort = Integer.parseInt(mrd.substring(colon + 1));
        }
        return new MrdAddress(host == null ? atHost : host, port == null ? atPort : port);
    }
}
