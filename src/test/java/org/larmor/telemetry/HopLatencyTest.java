package org.larmor.telemetry;

import org.junit.jupiter.api.Test;
import org.larmor.bus.record.Hops;

import static org.assertj.core.api.Assertions.assertThat;

class HopLatencyTest {
    /** µs; readout at 1 s. */
    private static final Hops HOPS =
            new Hops(1_000_000, 1_002_000, 1_005_000, 1_009_000, 1_014_000, 1_114_000);

    private static final long DELIVERED = 1_120_000;

    @Test
    void hopsAddUpToTheTotalAndTheOverheadLeavesOutTheReconstruction() {
        assertThat(Hop.STORE.micros(HOPS, DELIVERED)).hasValue(2_000);
        assertThat(Hop.ROUTE.micros(HOPS, DELIVERED)).hasValue(3_000);
        assertThat(Hop.QUEUE.micros(HOPS, DELIVERED)).hasValue(4_000);
        assertThat(Hop.LOAD.micros(HOPS, DELIVERED)).hasValue(5_000);
        assertThat(Hop.RECON.micros(HOPS, DELIVERED)).hasValue(100_000);
        assertThat(Hop.DELIVER.micros(HOPS, DELIVERED)).hasValue(6_000);
        assertThat(Hop.TOTAL.micros(HOPS, DELIVERED)).hasValue(120_000);
        assertThat(Hop.OVERHEAD.micros(HOPS, DELIVERED)).hasValue(20_000);
    }

    @Test
    void stationsNotPassedAreLeftOutAndClocksThatDisagreeGiveZero() {
        Hops routed = Hops.routed(1_000_000, 999_000, 1_003_000);
        assertThat(Hop.STORE.micros(routed, DELIVERED)).hasValue(0);
        assertThat(Hop.QUEUE.micros(routed, DELIVERED)).isEmpty();
        assertThat(Hop.OVERHEAD.micros(routed, DELIVERED)).isEmpty();
        assertThat(Hop.TOTAL.micros(routed, DELIVERED)).hasValue(120_000);
    }

    @Test
    void prometheusSeesSecondsInBucketsByHop() {
        try (Telemetry telemetry = new Telemetry()) {
            telemetry.hops().record(HOPS, DELIVERED);
            String text = telemetry.scrape();
            assertThat(text)
                    .contains("larmor_frame_latency_seconds_bucket{hop=\"overhead\",le=\"0.01\"} 0")
                    .contains("larmor_frame_latency_seconds_bucket{hop=\"overhead\",le=\"0.025\"} 1")
                    .contains("larmor_frame_latency_seconds_bucket{hop=\"total\",le=\"60.0\"} 1")
                    .contains("larmor_frame_latency_seconds_count{hop=\"store\"} 1")
                    .contains("jvm_memory_used_bytes")
                    .contains("process_resident_memory_bytes");
            telemetry.registry().counter(MeterNames.INGEST_BYTES).increment(3);
            assertThat(telemetry.scrape()).contains("larmor_ingest_bytes_total 3.0");
        }
    }

    @Test
    void aRunHasItsOwnPercentiles() {
        try (Telemetry telemetry = new Telemetry()) {
            telemetry.hops().record(HOPS, DELIVERED);
            HopRun run = telemetry.hops().startRun();
            try (run) {
                telemetry.hops().record(HOPS, DELIVERED + 100_000);
            }
            telemetry.hops().record(HOPS, DELIVERED);
            assertThat(run.of(Hop.TOTAL).count()).isEqualTo(1);
            assertThat(run.of(Hop.TOTAL).at(0.5)).isEqualTo(220_000);
        }
    }
}
