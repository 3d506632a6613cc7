package org.larmor.cli;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.larmor.launch.AotCache;
import org.larmor.launch.Launcher;
import org.larmor.node.Yielding;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the ahead-of-time cache for the next start made while this process serves: once, when it has stayed for a minute, in
 * a process of its own that gets what nobody else wants and ends with this one. Nothing waits for it.
 */
final class NextStart implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NextStart.class);
    private static final Duration AFTER = Duration.ofMinutes(1);
    private static final String PROGRAM = "org.larmor.cli.Main";

    private final CountDownLatch closing = new CountDownLatch(1);

    private NextStart() {}

    /** Where this process had no cache to start from, and the next one would have. */
    static NextStart prepare() {
        NextStart next = new NextStart();
        File jar = AotCache.jar();
        boolean hadOne = System.getProperty(AotCache.PROPERTY) != null;
        if (jar != null && AotCache.folder() != null && !hadOne && hasUsualOptions()) {
            Thread.ofPlatform().daemon().name("larmor-next-start").start(() -> next.make(jar));
        }
        return next;
    }

    /** A cache that is made for the usual ones might not fit others, and would be made after each start. */
    private static boolean hasUsualOptions() {
        List<String> usual = Launcher.options(new String[] {"serve"});
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> !option.startsWith("-D"))
                .allMatch(usual::contains);
    }

    private void make(File jar) {
        try {
            if (closing.await(AFTER.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
            Process process = start(jar);
            String said;
            try (var output = process.getInputStream()) {
                said = new String(output.readAllBytes(), StandardCharsets.UTF_8).strip();
            }
            if (process.waitFor() == 0) {
                LOG.info("The next start has an ahead-of-time cache: {}", said);
            } else {
                LOG.info("There is no ahead-of-time cache for the next start: {}", said);
            }
        } catch (IOException e) {
            LOG.info("There is no ahead-of-time cache for the next start: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Process start(File jar) throws IOException {
        List<String> command = new ArrayList<>(Yielding.prefix());
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(Launcher.options(new String[] {"cache"}));
        command.add("-XX:+UseSerialGC");
        // it ends when this process does, also by kill -9
        command.add("-Dlarmor.launcher.pid=" + ProcessHandle.current().pid());
        command.addAll(List.of("-cp", jar.toString(), PROGRAM, "cache"));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    @Override
    public void close() {
        closing.countDown();
    }
}
