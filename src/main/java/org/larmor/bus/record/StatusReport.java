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
 * @param readings of its metrics those that people are shown, by the name that Prometheus has, with the label that tells
 *     several apart: {@code larmor_jobs_waiting{classic}}
 * @param gateway null where it has none
 * @param device what it computes networks on; null where it computes none, and from programs of before
 */
public record StatusReport(
        String process,
        long at,
        Map<String, Boolean> roles,
        Map<String, Double> readings,
        @Nullable GatewayStatus gateway,
        @Nullable DeviceStatus device) {
    public StatusReport {
        roles = Map.copyOf(roles);
        readings = readings == null ? Map.of() : Map.copyOf(readings); // programs of before say nothing of them
    }

    public StatusReport withGateway(GatewayStatus status) {
        return new StatusReport(process, at, roles, readings, status, device);
    }

    public StatusReport withDevice(DeviceStatus status) {
        return new StatusReport(process, at, roles, readings, gateway, status);
    }

    /**
     * Of a gateway, since its start.
     *
     * @param bufferedBytes in open chunks and on their way to the log, now
     * @param hops of the frames it delivered
     * @param recent the same of the last ten seconds
     * @param scans open ones and the last few that ended, newest first
     */
    public record GatewayStatus(
            long ingestedBytes,
            long imagesDelivered,
            long bufferedBytes,
            List<Latency> hops,
            List<Latency> recent,
            List<ScanSummary> scans) {
        public GatewayStatus {
            hops = List.copyOf(hops);
            recent = recent == null ? List.of() : List.copyOf(recent); // likewise
            scans = List.copyOf(scans);
        }
    }

    /**
     * Of one hop.
     *
     * @param count frames
     * @param p50 ms
     * @param p95 ms
     * @param p99 ms
     */
    public record Latency(String hop, long count, double p50, double p95, double p99) {}
}
