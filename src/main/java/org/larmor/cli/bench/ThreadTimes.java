package org.larmor.cli.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The CPU time that this process has used, by what its threads are for, as their names tell. What threads that have ended
 * have used belongs to {@link #OTHER}, so that all parts together are the process's time.
 */
final class ThreadTimes {
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final Path TASKS = Path.of("/proc/self/task");

    /** The kernel states a thread's time in hundredths of a second. */
    private static final double TICKS = 100;

    /** Of the fields behind the name, which ends with the last parenthesis: user and system time (proc_pid_stat(5)). */
    private static final int USER = 11;

    private static final int SYSTEM = 12;

    private ThreadTimes() {}

    /** What threads are for: the first one with a beginning of the thread's name is meant. */
    private record Part(String label, List<String> beginnings) {
        Part(String label, String... beginnings) {
            this(label, List.of(beginnings));
        }
    }

    private static final Part JIT = new Part("just-in-time compiler", "C1 Compiler", "C2 Compiler");
    private static final Part GC = new Part("garbage collector", "GC Thread", "G1 ");
    private static final Part OTHER = new Part("everything else");

    private static final List<Part> PARTS = List.of(
            new Part("simulated scanners", "scanner-", "ForkJoinPool-"), // virtual threads read the replies
            new Part("plain producer and consumer", "plain-", "kafka-producer-network-thread | plain"),
            new Part("router", "larmor-router", "kafka-producer-network-thread | larmor-router"),
            new Part("gateway", "vert.x-"),
            new Part("producers", "kafka-producer-network-thread"),
            new Part("worker", "worker-", "ForkJoinPool.commonPool-") /* rows of images in parallel */,
            new Part("share consumers", "consumer_background_thread"),
            new Part("broker, network", "data-plane-kafka-network-thread"),
            new Part("broker, requests", "data-plane-kafka-request-handler"),
            new Part("indices and status", "larmor-"),
            JIT,
            GC,
            OTHER);

    private static Part partOf(String thread) {
        return PARTS.stream()
                .filter(part -> part.beginnings().stream().anyMatch(thread::startsWith))
                .findFirst()
                .orElse(OTHER);
    }

    /** Seconds by part. */
    static Map<String, Double> read() {
        Map<String, Double> used = new LinkedHashMap<>();
        for (Part part : PARTS) {
            used.put(part.label(), 0.0);
        }
        double all = PROCESS.getProcessCpuTime() / 1e9;
        for (ThreadInfo thread : THREADS.getThreadInfo(THREADS.getAllThreadIds())) {
            if (thread != null) { // else it has ended meanwhile
                add(used, partOf(thread.getThreadName()), THREADS.getThreadCpuTime(thread.getThreadId()) / 1e9);
            }
        }
        if (Files.isDirectory(TASKS)) {
            addMachine(used);
        }
        double known = used.values().stream().mapToDouble(Double::doubleValue).sum() - used.get(OTHER.label());
        used.put(OTHER.label(), all - known);
        return used;
    }

    private static void add(Map<String, Double> used, Part part, double seconds) {
        used.merge(part.label(), Math.max(0, seconds), Double::sum); // -1 for a thread that has ended
    }

    /** The virtual machine's own threads, which Java does not list. */
    private static void addMachine(Map<String, Double> used) {
        try (Stream<Path> tasks = Files.list(TASKS)) {
            for (Path task : tasks.toList()) {
                addTask(used, task);
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void addTask(Map<String, Double> used, Path task) {
        String stat;
        try {
            stat = Files.readString(task.resolve("stat"));
        } catch (IOException e) {
            return; // the thread has ended
        }
        Part part = partOf(stat.substring(stat.indexOf('(') + 1, stat.lastIndexOf(')')));
        if (part.equals(JIT) || part.equals(GC)) {
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            add(used, part, (Long.parseLong(fields[USER]) + Long.parseLong(fields[SYSTEM])) / TICKS);
        }
    }
}
