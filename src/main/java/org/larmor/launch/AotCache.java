package org.larmor.launch;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.zip.CRC32;

/**
 * The JVM's ahead-of-time cache of the program's classes: what it is called, where it may lie, and how a process is told
 * to start from it. The name is that of one build of the JDK and one state of the jars. Whether the content fits, the JVM
 * tells; it goes on without where it does not. Compiled for old Java, as the launcher is.
 */
public final class AotCache {
    /** Says in the process which cache it was told to start from. */
    public static final String PROPERTY = "larmor.cache";

    private static final String PREFIX = "larmor-";
    private static final String SUFFIX = ".aot";

    /** What the JVM does not take together with a cache, or what says that somebody else has chosen. */
    private static final List<String> OTHERS =
            Arrays.asList("-XX:AOT", "-Xshare", "-XX:SharedArchiveFile", "-XX:SharedClassListFile", "-XX:DumpLoadedClassList");

    private static final String WHICH = "-XX:AOTCache=";

    /** The JVM checks the sums, without which it would crash on a damaged one; in place of its many lines the program says one. */
    private static final List<String> HOW = Arrays.asList("-XX:+VerifySharedSpaces", "-Xlog:aot*=off", "-Xlog:cds*=off");

    private static final int WRITABLE_BY_OTHERS = 022;

    private AotCache() {}

    /** The jar that runs, null where it is classes in folders: such have no cache. */
    public static File jar() {
        File jar = new File(System.getProperty("java.class.path"));
        return jar.getName().endsWith(".jar") && jar.isFile() ? jar.getAbsoluteFile() : null;
    }

    /** Where this user's caches lie, whether or not there is such a folder; null where the user has no home. */
    public static File folder() {
        File folder = UserCache.folder("aot");
        return folder.isAbsolute() ? folder : null;
    }

    /** The file name of the cache for a JDK and a jar with the libraries beside it. */
    public static String name(File javaHome, File jar) throws IOException {
        CRC32 java = new CRC32();
        java.update(Files.readAllBytes(new File(javaHome, "release").toPath()));
        update(java, new File(javaHome, "lib/modules"));
        CRC32 program = new CRC32();
        update(program, jar);
        File[] libraries = new File(jar.getParentFile(), "lib").listFiles();
        if (libraries != null) {
            Arrays.sort(libraries);
            for (File library : libraries) {
                update(program, library);
            }
        }
        return String.format("%s%08x-%08x%s", PREFIX, java.getValue(), program.getValue(), SUFFIX);
    }

    /** As the JVM knows files again: by length and by the second of the last change. */
    private static void update(CRC32 sum, File file) {
        String state = file.getName() + ':' + file.length() + ':' + file.lastModified() / 1000;
        sum.update(state.getBytes(StandardCharsets.UTF_8));
    }

    /** The caches in a folder, of whatever program and JDK, the newest first. */
    public static List<File> in(File folder) {
        File[] caches = folder.listFiles((parent, name) -> name.startsWith(PREFIX) && name.endsWith(SUFFIX));
        List<File> sorted = caches == null ? new ArrayList<>() : new ArrayList<>(Arrays.asList(caches));
        sorted.sort((a, b) -> Long.compare(b.lastModified(), a.lastModified()));
        return sorted;
    }

    /** The options with which a JDK starts from the cache that fits; none where there is none, with a line where there are others. */
    static List<String> options(File javaHome) {
        File jar = jar();
        if (jar == null || isChosenOtherwise()) {
            return Collections.emptyList();
        }
        File unfit = null;
        try {
            String name = name(javaHome, jar);
            for (File folder : new File[] {jar.getParentFile(), folder()}) {
                File cache = folder == null ? null : new File(folder, name);
                if (cache != null && cache.isFile()) {
                    return options(cache.toPath().toRealPath());
                }
                if (folder != null && !in(folder).isEmpty()) {
                    unfit = folder;
                }
            }
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            System.err.println("larmor: starts without an ahead-of-time cache: " + e);
            return Collections.emptyList();
        }
        if (unfit != null) {
            System.err.println("larmor: starts without an ahead-of-time cache: those in " + unfit
                    + " are of another program or another Java");
        }
        return Collections.emptyList();
    }

    private static List<String> options(Path cache) throws IOException {
        List<String> options = new ArrayList<>();
        // A cache is code: who can write it could have this process do anything.
        if (!isOfOwner(cache) || !isOfOwner(cache.getParent())) {
            System.err.println(
                    "larmor: starts without an ahead-of-time cache: others than its user may change " + cache);
            return options;
        }
        options.addAll(HOW);
        options.add(WHICH + cache);
        options.add("-D" + PROPERTY + "=" + cache);
        return options;
    }

    /** Whether an option of a JVM comes from here. */
    public static boolean isOption(String option) {
        return option.startsWith(WHICH) || HOW.contains(option);
    }

    /** Whether only root, or the user who runs this, may change it. */
    private static boolean isOfOwner(Path path) throws IOException {
        int owner = (int) Files.getAttribute(path, "unix:uid");
        int mode = (int) Files.getAttribute(path, "unix:mode");
        return (mode & WRITABLE_BY_OTHERS) == 0
                && (owner == 0 || owner == (int) Files.getAttribute(Paths.get("/proc/self"), "unix:uid"));
    }

    private static boolean isChosenOtherwise() {
        StringBuilder given = new StringBuilder();
        for (String variable : new String[] {"JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS"}) {
            String options = System.getenv(variable);
            given.append(' ').append(options == null ? "" : options);
        }
        try {
            byte[] arguments = Files.readAllBytes(Paths.get("/proc/self/cmdline"));
            given.append(' ').append(new String(arguments, StandardCharsets.ISO_8859_1).replace('\0', ' '));
        } catch (IOException e) {
            return true; // no Linux, where nothing of this was tried
        }
        // a file of arguments may say it too
        return given.indexOf(" @") >= 0 || OTHERS.stream().anyMatch(option -> given.indexOf(" " + option) >= 0);
    }
}
