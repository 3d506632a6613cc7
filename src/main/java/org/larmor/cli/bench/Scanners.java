package org.larmor.cli.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.larmor.sim.ScanListener;
import org.larmor.sim.ScanReport;
import org.larmor.sim.ScannerClient;
import org.larmor.sim.ScannerSettings;
import org.larmor.sim.SimulatedScan;

/** Simulated scanners of one gateway. */
final class Scanners implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private static final int AT_AN_ADDRESS = 100;

    private final String host;
    private final int port;

    /** They stay, so that what they have used can be told at the end. */
    private final ExecutorService threads = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("scanner-", 0).factory());

    /** @param address {@code host:port} of the gateway */
    Scanners(String address) {
        int colon = address.lastIndexOf(':');
        this.host = address.substring(0, colon);
        this.port = Integer.parseInt(address.substring(colon + 1));
    }

    /**
     * Plays scans at once, each to its end.
     *
     * @param framesPerSecond of each scan; 0 for as fast as they are taken
     * @throws IllegalStateException where one does not get all its images, by the recipe that was asked for
     */
    List<ScanReport> play(List<SimulatedScan> scans, String recipe, double framesPerSecond)
            throws InterruptedException, ExecutionException {
        ScannerSettings settings = ScannerSettings.of(host, port, recipe)
                .withFramesPerSecond(framesPerSecond)
                .withPatience(PATIENCE);
        List<Future<ScanReport>> running = new ArrayList<>();
        for (int i = 0; i < scans.size(); i++) {
            SimulatedScan scan = scans.get(i);
            // A gateway does not let one address have all its connections: so many are of several machines.
            ScannerSettings here = scans.size() <= AT_AN_ADDRESS ? settings : settings.withFrom("127.0.0." + (1 + i / AT_AN_ADDRESS));
            // Scanners do not march in step: those that keep a pace start one after the other.
            long offset = framesPerSecond == 0 ? 0 : (long) (1e9 * i / (framesPerSecond * scans.size()));
            running.add(threads.submit(() -> {
                LockSupport.parkNanos(offset);
                return new ScannerClient(here, ScanListener.NONE).run(scan.messages());
            }));
        }
        List<ScanReport> reports = new ArrayList<>();
        for (int i = 0; i < running.size(); i++) {
            ScanReport report = running.get(i).get();
            int frames = scans.get(i).frames();
            if (report.failure() != null || !report.closed() || report.images() != frames || !report.texts().isEmpty()) {
                throw new IllegalStateException("a scan did not end well: " + report.images() + " of " + frames
                        + " images; " + report.failure() + " " + report.texts());
            }
            reports.add(report);
        }
        return reports;
    }

    ScanReport play(SimulatedScan scan, String recipe) throws InterruptedException, ExecutionException {
        return play(List.of(scan), recipe, 0).getFirst();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
