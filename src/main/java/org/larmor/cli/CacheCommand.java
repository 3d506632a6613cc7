package org.larmor.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.larmor.launch.AotCache;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code larmor cache}: makes the ahead-of-time cache that {@code serve} and {@code demo} start from. */
@Command(
        name = "cache",
        description = "Make the ahead-of-time cache from which `serve` starts sooner, by a start of its own.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "It is of this program and this build of Java. `serve` looks for it beside the",
            "jar, then in the user's own folder of caches, and makes it there by itself,",
            "behind all else, when it has run for a minute without one.",
            "",
            "Examples:",
            "  larmor cache",
            "  larmor cache /opt/larmor     # beside the jar, for all users",
            "",
            "Exit codes: 0 made, 1 not made, 2 usage."
        })
final class CacheCommand implements Callable<Integer> {
    @Parameters(
            arity = "0..1",
            paramLabel = "DIR",
            description = "Where to put it. Default: larmor/aot/ in XDG_CACHE_HOME, or in ~/.cache.")
    private @Nullable Path folder;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        File jar = AotCache.jar();
        if (jar == null) {
            throw new IOException("only the packaged larmor.jar has a cache");
        }
        OutOfMemoryOrder.first();
        Path made = CacheMaking.make(jar, folder());
        spec.commandLine().getOut().printf("made %s, %d MB%n", made, Files.size(made) / 1_000_000);
        spec.commandLine().getOut().flush();
        return ExitCode.FINE;
    }

    private Path folder() throws IOException {
        if (folder != null) {
            return folder.toAbsolutePath();
        }
        File own = AotCache.folder();
        if (own == null) {
            throw new IOException("neither XDG_CACHE_HOME nor the home folder says where caches lie; name a folder");
        }
        Path place = Files.createDirectories(own.toPath(), CacheMaking.FOR_ITS_USER);
        Files.setPosixFilePermissions(place, CacheMaking.FOR_ITS_USER.value());
        return place;
    }
}
