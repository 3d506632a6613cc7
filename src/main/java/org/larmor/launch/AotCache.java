package org.larmor.launch;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;

/**
 * The JVM's ahead-of-time cache of the program's classes: what it is called, where it may lie, and how a process is told
 * to start from it. Its name says for which build of the JDK and which state of the jars it is, and the sum of its content,
 * since the JVM checks no part of it by itself and not all where it is asked to. Whether it fits the JVM's options, the JVM
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

    /** In place of the JVM's many lines the program says one. */
    private static final List<String> QUIETLY = Arrays.asList("-Xlog:aot*=off", "-Xlog:cds*=off");

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

    /** The file name of a cache for a JDK and a jar with the libraries beside it. */
    public static String name(File javaHome, File jar, Path content) throws IOException {
        return key(javaHome, jar) + sum(content) + SUFFIX;
    }

    private static String key(File javaHome, File jar) throws IOException {
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
        return String.format("%s%08x-%08x-", PREFIX, java.getValue(), program.getValue());
    }

    private static String sum(Path content) throws IOException {
        CRC32 sum = new CRC32();
        ByteBuffer part = ByteBuffer.allocateDirect(1 << 20);
        try (FileChannel file = FileChannel.open(content, StandardOpenOption.READ)) {
            while (file.read(part) >= 0) {
                part.flip();
                sum.update(part);
                part.clear();
            }
        }
        return String.format("%08x", sum.getValue());
    }

    /** As the JVM knows files again: by length and by the second of the last change. */
    private static void update(CRC32 sum, File file) {
        String state = file.getName() + ':' + file.length() + ':' + file.lastModified() / 1000;
        sum.update(state.getBytes(StandardCharsets.UTF_8));
    }

    /** The caches in a folder, of whatever program and JDK, the newest first; none where there is no folder. */
    public static List<File> in(File folder) {
        File[] caches = folder == null ? null : folder.listFiles((parent, name) -> name.startsWith(PREFIX) && name.endsWith(SUFFIX));
        List<File> sorted = caches == null ? new ArrayList<>() : new ArrayList<>(Arrays.asList(caches));
        sorted.sort((a, b) -> Long.compare(b.lastModified(), a.lastModified()));
        return sorted;
    }

    /** The options with which a JDK starts from the cache that fits; none where there is none, with a line where there are others. */
    static List<String> options(File javaHome) {
        List<String> options = new ArrayList<>();
        File jar = jar();
        if (jar == null || isChosenOtherwise()) {
            return options;
        }
        String key = null;
        String unfit = null;
        for (File folder : new File[] {jar.getParentFile(), folder()}) {
            for (File cache : in(folder)) {
                try {
                    Path real = cache.toPath().toRealPath();
                    if (key == null) {
                        key = key(javaHome, jar);
                    }
                    unfit = unfit(real, key);
                    if (unfit == null) {
                        options.addAll(QUIETLY);
                        options.add("-XX:AOTCache=" + real);
                        options.add("-D" + PROPERTY + "=" + real);
                        return options;
                    }
                } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
                    unfit = e.toString(); // another one may be of use all the same
                }
            }
        }
        if (unfit != null) {
            System.err.println("larmor: starts without an ahead-of-time cache: " + unfit);
        }
        return options;
    }

    /** What speaks against a file, null for nothing. */
    private static String unfit(Path cache, String key) throws IOException {
        String name = cache.getFileName().toString();
        if (!name.startsWith(key)) {
            return cache + " is of another program or another Java";
        }
        // A cache is code: who can write it could have this process do anything.
        if (!isOfOwner(cache) || !isOfOwner(cache.getParent())) {
            return "others than its user may change " + cache;
        }
        return name.equals(key + sum(cache) + SUFFIX) ? null : cache + " is damaged";
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
