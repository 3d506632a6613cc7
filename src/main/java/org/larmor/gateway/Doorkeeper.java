package org.larmor.gateway;

import io.netty.channel.socket.DuplexChannel;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.larmor.mrd.wire.MrdEncoder;
import org.larmor.mrd.wire.MrdMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts connections, in all and for each address, and sends those away that are too many. Event loop only. */
final class Doorkeeper {
    private static final Logger LOG = LoggerFactory.getLogger(Doorkeeper.class);

    /** How many that were sent away may still be reading why. */
    private static final int TOLD = 64;

    private static final long LINGER_MS = 1_000;

    private final GatewaySettings.Doors doors;
    private final SendQueue.Later later;
    private final Map<String, Integer> inside = new HashMap<>();
    private int all;
    private int told;
    private @Nullable String shut;

    Doorkeeper(GatewaySettings.Doors doors, SendQueue.Later later) {
        this.doors = doors;
        this.later = later;
    }

    /** Whether it may come in; then {@link #left} is due when it goes. Else it has been sent away. */
    boolean enters(NetSocket socket) {
        if (shut != null) {
            sendAway(socket, shut);
            return false;
        }
        String address = address(socket);
        if (all >= doors.connections()) {
            sendAway(socket, "this gateway serves " + doors.connections()
                    + " connections at once (--max-connections), and has so many");
            return false;
        }
        if (inside.getOrDefault(address, 0) >= doors.perAddress()) {
            sendAway(socket, "this gateway serves " + doors.perAddress()
                    + " connections of one address at once, and has so many of yours");
            return false;
        }
        all++;
        inside.merge(address, 1, Integer::sum);
        return true;
    }

    /** Lets nobody in any more. */
    void shut(String why) {
        shut = why;
    }

    void left(NetSocket socket) {
        all--;
        inside.computeIfPresent(address(socket), (address, count) -> count == 1 ? null : count - 1);
    }

    private void sendAway(NetSocket socket, String why) {
        LOG.warn("connection refused: {}", why);
        if (told >= TOLD) {
            socket.close();
            return;
        }
        told++;
        // What it sends is read and dropped: closing over unread bytes would reset the connection before it has read why.
        socket.handler(bytes -> {});
        socket.exceptionHandler(e -> LOG.debug("refused connection: {}", e.toString()));
        socket.closeHandler(nothing -> told--);
        socket.write(Buffer.buffer(MrdEncoder.bytes(new MrdMessage.Text("ERR " + why)))
                        .appendBytes(MrdEncoder.bytes(new MrdMessage.Close())))
                .onComplete(written -> {
                    if (((NetSocketInternal) socket).channelHandlerContext().channel()
                            instanceof DuplexChannel channel) {
                        var unused = channel.shutdownOutput();
                    }
                    later.run(LINGER_MS, socket::close);
                });
    }

    private static String address(NetSocket socket) {
        String address = socket.remoteAddress() == null ? null : socket.remoteAddress().hostAddress();
        return address == null ? "" : address;
    }
}
