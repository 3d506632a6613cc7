package org.larmor.launch;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Properties;

/**
 * The jar's entry point, compiled for old Java so that {@code java -jar larmor.jar} works wherever a JDK 25 is
 * installed. The program gets the JVM options it wants without anybody having to give them: on 25 or later this process
 * becomes the one that has them, where the system can do that; on an older {@code java} it finds a newer one and runs
 * that, passing signals and the exit code through. Options that were given win.
 */
public final class Launcher {
    static final int NEEDED = 25;
    private static final String MAIN = "org.larmor.cli.Main";
    private static final String RELAUNCH = "org.larmor.cli.Relaunch";

    /** Set in the process that has its options. */
    private static final String LAUNCHED = "larmor.launched";

    /** Set for what shall have the heap that {@code serve} gets. */
    private static final String AS_SERVED = "larmor.as-served";

    /**
     * MB of heap for the process, and for each core's work. What comes in is bounded in bytes, so more heap only lets
     * garbage grow with the traffic.
     */
    private static final int HEAP = 384;

    private static final int HEAP_PER_CORE = 128;

    private Launcher() {}

    public static void main(String[] args) throws Throwable {
        if (feature(System.getProperty("java.specification.version")) >= NEEDED) {
            if (System.getProperty(LAUNCHED) == null) {
                List<String> options = options(args);
                options.addAll(cache(args, new File(System.getProperty("java.home"))));
                // Returns where this process cannot be replaced; then it goes on as it is.
                Class.forName(RELAUNCH).getMethod("with", List.class).invoke(null, options);
            }
            try {
                Class.forName(MAIN).getMethod("main", String[].class).invoke(null, (Object) args);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
            return;
        }
        String java = findJava();
        if (java == null) {
            System.err.println("larmor: needs Java " + NEEDED + ", found only "
                    + System.getProperty("java.specification.version")
                    + "; install a JDK " + NEEDED + " (or point JAVA_HOME at one)");
            System.exit(1);
        }
        System.exit(run(java, args));
    }

    private static int run(String java, String[] args) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(java);
        command.addAll(options(args));
        command.addAll(cache(args, new File(java).getParentFile().getParentFile()));
        for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (!option.startsWith("-agentlib") && !option.startsWith("-javaagent")) {
                command.add(option);
            }
        }
        // The program watches its launcher, so that killing the one it was started as ends it too.
        command.add("-Dlarmor.launcher.pid=" + ManagementFactory.getRuntimeMXBean().getName().split("@", 2)[0]);
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(MAIN);
        command.addAll(Arrays.asList(args));
        Process process = new ProcessBuilder(command).inheritIO().start();
        Thread stop = new Thread(() -> {
            process.destroy();
            try {
                process.waitFor();
            } catch (InterruptedException e) {
                process.destroyForcibly();
            }
        });
        Runtime.getRuntime().addShutdownHook(stop);
        int code = process.waitFor();
        try {
            Runtime.getRuntime().removeShutdownHook(stop);
        } catch (IllegalStateException e) {
            // Already stopping: the hook has seen the process end.
            return code;
        }
        return code;
    }

    /** What starts a node from an ahead-of-time cache. Other commands end before it would pay for being checked. */
    private static List<String> cache(String[] args, File javaHome) {
        return serves(args) ? AotCache.options(javaHome) : Collections.emptyList();
    }

    private static boolean serves(String[] args) {
        return args.length > 0
                && (Arrays.asList("serve", "demo").contains(args[0]) || System.getProperty(AS_SERVED) != null);
    }

    /** The JVM options that the program wants, but for its cache. */
    public static List<String> options(String[] args) {
        List<String> options = new ArrayList<>();
        options.add("-D" + LAUNCHED + "=true");
        // Without memory the process ends, and leaves nothing behind in which patients' data could be read.
        options.add("-XX:+ExitOnOutOfMemoryError");
        // It says so in a line of its own, which belongs to the errors.
        options.add("-XX:+DisplayVMOutputToStderr");
        options.add("-XX:-HeapDumpOnOutOfMemoryError");
        options.add("-XX:-CreateCoredumpOnCrash");
        options.add("--enable-native-access=ALL-UNNAMED");
        options.add("--sun-misc-unsafe-memory-access=allow");
        if (serves(args) && !isHeapGiven("JDK_JAVA_OPTIONS") && !isHeapGiven("JAVA_TOOL_OPTIONS")) {
            long wanted = HEAP + (long) HEAP_PER_CORE * Runtime.getRuntime().availableProcessors();
            long usual = Runtime.getRuntime().maxMemory() >> 20;
            options.add("-Xmx" + Math.min(wanted, usual) + "m");
            // Requests and chunks of a MiB are none of the objects that get regions of their own.
            options.add("-XX:G1HeapRegionSize=4m");
        }
        return options;
    }

    private static boolean isHeapGiven(String variable) {
        String given = System.getenv(variable);
        return given != null && (given.contains("-Xmx") || given.contains("HeapSize") || given.contains("MaxRAM"));
    }

    private static String findJava() {
        List<File> homes = new ArrayList<>();
        for (String name : new String[] {"LARMOR_JAVA_HOME", "JAVA_HOME", "JAVA_HOME_25_X64"}) {
            String home = System.getenv(name);
            if (home != null) {
                homes.add(new File(home));
            }
        }
        String user = System.getProperty("user.home");
        for (String parent : new String[] {
            "/usr/lib/jvm", "/opt", "/opt/java", "/usr/java", "/Library/Java/JavaVirtualMachines",
            user + "/.sdkman/candidates/java", user + "/.jdks", user + "/.jabba/jdk"
        }) {
            File[] children = new File(parent).listFiles(File::isDirectory);
            if (children != null) {
                Arrays.sort(children);
                homes.addAll(Arrays.asList(children));
            }
        }
        for (File home : homes) {
            for (File candidate : new File[] {home, new File(home, "Contents/Home")}) {
                File java = new File(candidate, "bin/java");
                if (java.canExecute() && release(candidate) >= NEEDED) {
                    return java.getPath();
                }
            }
        }
        return null;
    }

    /** The feature version that a JDK's own {@code release} file states, or 0. */
    private static int release(File home) {
        Properties properties = new Properties();
        try (java.io.InputStream in = new java.io.FileInputStream(new File(home, "release"))) {
            properties.load(in);
        } catch (IOException e) {
            return 0;
        }
        return feature(properties.getProperty("JAVA_VERSION", "0").replace("\"", ""));
    }

    static int feature(String version) {
        String v = version.toLowerCase(Locale.ROOT);
        if (v.startsWith("1.")) {
            v = v.substring(2);
        }
        int end = 0;
        while (end < v.length() && Character.isDigit(v.charAt(end))) {
            end++;
        }
        return end == 0 ? 0 : Integer.parseInt(v.substring(0, end));
    }
}
