package org.larmor.crash;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The processes of a test, in a folder of its own. Ends them after it, the last first, and shows what each has written
 * where the test failed.
 */
final class Rig implements BeforeEachCallback, AfterEachCallback {
    private static final List<String> MODEST = List.of("-Xmx384m");

    private final Deque<LarmorProcess> processes = new ArrayDeque<>();
    private Path folder;

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        folder = Files.createTempDirectory("larmor-crash-");
    }

    /** A process that is not yet started. */
    LarmorProcess process(String name, List<String> jvm, String... arguments) {
        LarmorProcess process = new LarmorProcess(name, folder.resolve(name), jvm, List.of(arguments));
        processes.push(process);
        return process;
    }

    /** A process of these roles, with the embedded broker among them. */
    LarmorProcess withBroker(String name, String roles, String... more) {
        return process(name, MODEST, with(more, "--roles", roles));
    }

    /** A process of these roles against another's broker, which has to be ready. */
    LarmorProcess against(LarmorProcess broker, String name, String roles, String... more) {
        return process(name, MODEST, with(
                more,
                "--roles", roles,
                "--kafka", broker.endpoints().kafka(),
                "--site-key", broker.data().resolve("site.key").toString()));
    }

    private static String[] with(String[] more, String... first) {
        return Stream.concat(Stream.of(first), Stream.of(more)).toArray(String[]::new);
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        if (context.getExecutionException().isPresent()) {
            processes.descendingIterator().forEachRemaining(process -> System.out.println(process.tail()));
            System.out.println("---- all of it: " + folder);
        }
        while (!processes.isEmpty()) {
            processes.pop().close();
        }
        if (context.getExecutionException().isEmpty()) {
            delete(folder);
        }
    }

    private static void delete(Path folder) throws Exception {
        List<Path> all;
        try (Stream<Path> walk = Files.walk(folder)) {
            all = walk.toList();
        }
        for (Path path : all.reversed()) {
            Files.delete(path);
        }
    }
}
