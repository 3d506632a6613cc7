package org.larmor.router;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.larmor.bus.KafkaConnection;

/** A router in a process of its own, until it is killed. Arguments: the broker's address, the folder of its state. */
final class RouterProgram {
    private RouterProgram() {}

    public static void main(String[] arguments) throws InterruptedException {
        Router router = Router.start(
                KafkaConnection.to(arguments[0]),
                Path.of(arguments[1]),
                0,
                RouterPolicy.DEFAULT,
                ModelDirectory.NONE,
                Gathering.NONE,
                Backlog.NONE);
        Runtime.getRuntime().addShutdownHook(new Thread(router::close));
        new CountDownLatch(1).await();
    }
}
