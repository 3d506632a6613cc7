package org.larmor.bus.record;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a process says of itself in {@code ops.status}, once a second; nothing of any patient.
 *
 * @param process its name, unlike any other's: the record's key
 * @param at when, µs since the epoch
 * @param roles each role it has and whether that is ready
 * @param gateway null where it has none
 */
public record StatusReport(String process, long at, Map<String, Boolean> roles, @Nullable GatewayStatus gateway) {
    public StatusReport {
        roles = Map.copyOf(roles);
    }

    public StatusReport withGateway(GatewayStatus status) {
        return new StatusReport(process, at, roles, status);
    }

    /**
     * Of a gateway, since its start.
     *
     * @param bufferedBytes in open chunks and on their way to the log, now
     * @param hops of the frames it delivered
     * @param scans open ones and the last few that ended, newest first
     */
    public record GatewayStatus(
            long ingestedBytes, long imagesDelivered, long bufferedBytes, List<Latency> hops, List<ScanSummary> scans) {
        public GatewayStatus {
            hops = List.copyOf(hops);
            scans = List.copyOf(scans);
        }
    }

    /**
     * Of one hop.
     *
     * @param count frames
     * @param p50 ms
     * @param p99 ms
     */
    public record Latency(String hop, long count, double p50, double p99) {}
}
