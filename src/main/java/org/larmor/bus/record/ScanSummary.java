package org.larmor.bus.record;

/**
 * One scan as people see it; nothing of the patient.
 *
 * @param recipe what it asked for
 * @param state {@code open}, {@code closing}, {@code done} or {@code aborted}
 * @param openedAt µs since the epoch
 * @param bytes received
 * @param answers frames answered
 * @param images handed to the socket
 * @param lastLatencyMs of the last image, from its last readout in to the image out; −1 before the first
 */
public record ScanSummary(
        String scan, String recipe, String state, long openedAt, long bytes, int answers, int images,
        double lastLatencyMs) {}
