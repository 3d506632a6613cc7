package org.larmor.launch;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The jar's entry point, compiled for old Java so that {@code java -jar larmor.jar} works wherever a JDK 25 is
 * installed: on 25 or later it calls the program in this process; on an older {@code java} it finds a newer one and
 * re-executes, passing signals and the exit code through.
 */
public final class Launcher {
    static final int NEEDED = 25;
    private static final String MAIN = "org.larmor.cli.Main";

    private Launcher() {}

    public static void main(String[] args) throws Throwable {
        if (feature(System.getProperty("java.specification.version")) >= NEEDED) {
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
        for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (!option.startsWith("-agentlib") && !option.startsWith("-javaagent")) {
                command.add(option);
            }
        }
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("--sun-misc-unsafe-memory-access=allow");
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
        java.util.Properties properties = new java.util.Properties();
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
