package org.larmor.crash;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.larmor.sim.ScanReport;

import static org.assertj.core.api.Assertions.assertThat;

/** Gateways whose clocks are wrong beside a log whose clock is right; libfaketime gives them their time. */
@Tag("full")
@Timeout(300)
class ClockIT {
    @RegisterExtension
    private final Rig rig = new Rig();

    @ParameterizedTest
    @CsvSource({"-4d, 4 d behind the log's", "+2h, 2 h ahead of the log's"})
    void aClockFarFromTheLogsIsRefusedInWords(String offset, String words) throws Exception {
        LarmorProcess gateway = gatewayAt(offset);
        ScanRun scan = ScanRun.start(Scans.small(1), gateway, settings -> settings);
        ScanReport report = scan.awaitEnd();
        assertThat(report.images()).isZero();
        assertThat(scan.texts()).anyMatch(text -> text.startsWith("ERR ") && text.contains(words));
    }

    @ParameterizedTest
    @CsvSource({"+50m, 3000", "-50m, -3000"})
    void aClockThatIsLessWrongIsReported(String offset, double seconds) throws Exception {
        LarmorProcess gateway = gatewayAt(offset);
        ScanRun.start(Scans.small(2), gateway, settings -> settings).awaitEveryFrameOnce();
        assertThat(gateway.metric("larmor_gateway_clock_skew_seconds", "")).isBetween(seconds - 20, seconds + 20);
        assertThat(gateway.log()).contains("50 min " + (seconds < 0 ? "behind" : "ahead of") + " the log's");
    }

    private LarmorProcess gatewayAt(String offset) throws Exception {
        Path library = List.of("x86_64-linux-gnu", "aarch64-linux-gnu").stream()
                .map(arch -> Path.of("/usr/lib", arch, "faketime", "libfaketimeMT.so.1"))
                .filter(Files::exists)
                .findFirst()
                .orElse(null);
        if (System.getenv("LARMOR_REQUIRE_TOOLS") == null) {
            Assumptions.assumeTrue(library != null, "faketime is not installed");
        }
        assertThat(library).as("libfaketime").isNotNull();
        LarmorProcess rest = rig.withBroker("rest", "broker,router,worker").start();
        return rig.against(rest, "gateway", "gateway")
                .with(Map.of(
                        "LD_PRELOAD", library.toString(),
                        "FAKETIME", offset,
                        "FAKETIME_DONT_FAKE_MONOTONIC", "1",
                        "DONT_FAKE_MONOTONIC", "1"))
                .start();
    }
}
