package org.larmor.sim;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a scanner talks to a server.
 *
 * @param from the scanner's own address, null for any
 * @param config the recipe's name, at most 1023 bytes
 * @param text parameters sent after the header, null for none
 * @param framesPerSecond the pace of sending; 0 for as fast as the connection takes it
 * @param readLast whether the scanner reads nothing before it has sent its close, as slow consoles do
 * @param patience how long the server may stay silent once everything has been sent
 */
public record ScannerSettings(
        String host,
        int port,
        @Nullable String from,
        String config,
        @Nullable String text,
        double framesPerSecond,
        boolean readLast,
        Duration patience) {

    public ScannerSettings {
        if (port < 1 || port > 0xFFFF) {
            throw new IllegalArgumentException("no such port: " + port);
        }
        if (!(framesPerSecond >= 0)) {
            throw new IllegalArgumentException("no such pace: " + framesPerSecond);
        }
    }

    /** Unpaced, without parameters, reading all the while, with a minute's patience. */
    public static ScannerSettings of(String host, int port, String config) {
        return new ScannerSettings(host, port, null, config, null, 0, false, Duration.ofMinutes(1));
    }

    public ScannerSettings withFrom(String value) {
        return new ScannerSettings(host, port, value, config, text, framesPerSecond, readLast, patience);
    }

    public ScannerSettings withConfig(String value) {
        return new ScannerSettings(host, port, from, value, text, framesPerSecond, readLast, patience);
    }

    public ScannerSettings withText(@Nullable String value) {
        return new ScannerSettings(host, port, from, config, value, framesPerSecond, readLast, patience);
    }

    public ScannerSettings withFramesPerSecond(double value) {
        return new ScannerSettings(host, port, from, config, text, value, readLast, patience);
    }

    public ScannerSettings readingLast() {
        return new ScannerSettings(host, port, from, config, text, framesPerSecond, true, patience);
    }

    public ScannerSettings withPatience(Duration value) {
        return new ScannerSettings(host, port, from, config, text, framesPerSecond, readLast, value);
    }
}
