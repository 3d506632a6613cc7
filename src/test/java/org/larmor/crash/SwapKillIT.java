package org.larmor.crash;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.larmor.adapt.events.EventChain;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.LogTable;
import org.larmor.bus.Topics;
import org.larmor.bus.record.AdaptEvent;
import org.larmor.bus.record.AdaptEvent.What;
import org.larmor.bus.record.LedgerEntry;
import org.larmor.bus.record.ModelAlias;
import org.larmor.bus.record.ScanComparison;
import org.larmor.infer.ChangedStarter;
import org.larmor.models.ModelLibrary;
import org.larmor.mrd.file.Tools;
import org.larmor.sim.Phantom;
import org.larmor.sim.ScanPlan;
import org.larmor.sim.SimulatedScan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Worker and router die in a trial, in the promotion that follows, in the watch and in its rollback: what was decided is
 * decided once, one version serves, and every image names one that the record knows.
 */
@Tag("full")
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class SwapKillIT {
    private static final int PATIENTS = 6;

    @RegisterExtension
    private final Rig rig = new Rig();

    @TempDir
    private Path folder;

    private final List<String> versions = new ArrayList<>();
    private LarmorProcess broker;
    private int scans;

    private KafkaConnection kafka() {
        return KafkaConnection.to(broker.endpoints().kafka());
    }

    private List<What> events() {
        EventChain chain = EventChain.read(kafka());
        assertThat(chain.faults()).isEmpty();
        return chain.events().stream().map(AdaptEvent::what).toList();
    }

    private <T extends What> List<T> events(Class<T> kind) {
        return events().stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private Map<String, String> aliases() {
        return LogTable.read(kafka(), Topics.MODEL_ALIASES).all().values().stream()
                .filter(alias -> alias.domain().equals("knee"))
                .collect(Collectors.toMap(alias -> alias.name().name(), ModelAlias::version));
    }

    private void scan(int patient, String recipe) throws Exception {
        answered(begin(patient, recipe));
    }

    private ScanRun begin(int patient, String recipe) {
        SimulatedScan scan = new SimulatedScan(
                new Phantom(64, 64, 1, 4, 2),
                ScanPlan.plain()
                        .withAcceleration(4, 12)
                        .withoutCalibrationFlags()
                        .withNoise(0.02, false)
                        .withProtocol("knee")
                        .withPatient("P" + patient)
                        .withSeed(100 + scans++));
        return ScanRun.start(scan, broker, how -> how.withConfig(recipe));
    }

    private void answered(ScanRun run) throws Exception {
        run.awaitEveryFrameOnce();
        run.arrivals().stream().map(ScanRun.Arrival::version).filter(version -> !version.equals("null")).forEach(versions::add);
    }

    private String once(String point, String name) {
        return point + "=halt-once:" + folder.resolve(name);
    }

    private static void diedAndComesBack(LarmorProcess process, String... failPoints) throws Exception {
        assertThat(process.awaitExit()).isEqualTo(137);
        process.start(failPoints);
    }

    @Test
    void whateverDiesOneVersionServesAndEachStepHappensOnce() throws Exception {
        Path keys = folder.resolve("keys");
        broker = rig.withBroker("broker", "broker,gateway").start();
        LarmorProcess router = rig.against(broker, "router", "router").start();
        LarmorProcess worker = rig.against(broker, "worker", "worker", "--sample-keys", keys.toString()).start();
        rig.against(broker, "trainer", "trainer", "--sample-keys", keys.toString()).start();
        String at = broker.endpoints().kafka();
        String siteKey = broker.data().resolve("site.key").toString();
        Path proxy = Tools.phantom(folder, "proxy", "-m", "64", "-c", "4", "-O", "1", "-n", "0.02", "-r", "3");
        Operator.larmor("proxies", "add", proxy, "--set", "phantoms", "--slice-is-patient", "--kafka", at, "--validation",
                "proxy.h5#0,1", "--site-key", siteKey, "--sample-keys", keys);
        Operator.larmor("adapt", "policy", Files.writeString(folder.resolve("policy.yaml"), """
                scanners-may-teach: true
                domains: [{name: knee, learn: true, protocols: ["knee*"], proxies: [phantoms]}]
                patients: {held-out: [P0, P1, P2, P3, P4, P5]}
                promotion: {automatic: true, shadow-scans: 2, share: 1}
                """), "--kafka", at, "--site-key", siteKey);
        await("the policy").atMost(Duration.ofMinutes(1)).pollInterval(Duration.ofSeconds(1)).until(() -> {
            scan(0, "sense");
            return !LogTable.read(kafka(), Topics.ADAPT_LEDGER).all().isEmpty();
        });
        for (int patient = 1; patient < PATIENTS; patient++) {
            scan(patient, "sense");
        }
        await("samples of all").atMost(Duration.ofMinutes(1)).until(() -> LogTable.read(kafka(), Topics.ADAPT_LEDGER).all().values().stream()
                        .filter(LedgerEntry::heldOut)
                        .map(entry -> entry.sample().order().teaching().subject())
                        .distinct()
                        .count()
                >= PATIENTS);
        ChangedStarter.noisy(folder, "noisy", 1);
        ModelLibrary.Entry bundled = ModelLibrary.bundled().starter().orElseThrow();
        Path card = bundled.copyTo(Files.createDirectories(folder.resolve("starter")));
        Operator.larmor("models", "import", folder.resolve("noisy.json"), "--as", "champion", "--domain", "knee", "--reason", "a trial", "--kafka", at);
        Operator.larmor("models", "import", card, "--as", "challenger", "--domain", "knee", "--kafka", at);
        String noisy = aliases().get("CHAMPION");
        await("the gate").atMost(Duration.ofMinutes(3)).until(() -> aliases().containsKey("SHADOW"));

        // the worker dies as it takes a scan to compare, then as it has told of one; the router before it promotes
        worker.kill();
        worker.start(once("worker.shadow-taken", "w1"));
        router.kill();
        router.start(once("adapt.settling", "r1"));
        // a router that starts anew reads the latest ends of scans once more, so that theirs may be the first to be compared
        ScanRun first = begin(10, "jssl");
        diedAndComesBack(worker, once("worker.shadow-told", "w2"));
        answered(first);
        diedAndComesBack(worker);
        ScanRun second = begin(11, "jssl");
        diedAndComesBack(router);
        answered(second);
        await("promoted").atMost(Duration.ofMinutes(2)).until(() -> bundled.version().equals(aliases().get("CHAMPION")));
        assertThat(aliases()).doesNotContainKeys("SHADOW", "CHALLENGER").containsEntry("PREVIOUS", noisy);
        assertThat(events(AdaptEvent.TrialEnded.class)).hasSize(1);

        // a person is wrong, and the router dies before the watch's alarm is written
        Operator.larmor("models", "promote", "noisy", "--domain", "knee", "--reason", "a person may be wrong", "--kafka", at);
        router.kill();
        router.start(once("adapt.settling", "r2"));
        int tries = 0;
        List<ScanRun> watched = new ArrayList<>();
        while (Files.notExists(folder.resolve("r2"))) {
            assertThat(tries++).isLessThan(40);
            int before = events(AdaptEvent.ScanCompared.class).size();
            watched.add(begin(20 + tries, "jssl"));
            await("compared, or dead").atMost(Duration.ofMinutes(2)).until(
                    () -> Files.exists(folder.resolve("r2")) || events(AdaptEvent.ScanCompared.class).size() > before);
        }
        diedAndComesBack(router);
        for (ScanRun run : watched) {
            answered(run);
        }
        await("rolled back").atMost(Duration.ofMinutes(2)).until(() -> bundled.version().equals(aliases().get("CHAMPION")));
        scan(0, "jssl");

        assertThat(aliases()).containsOnlyKeys("CHAMPION");
        assertThat(events(AdaptEvent.Alarmed.class)).hasSize(1);
        assertThat(events(AdaptEvent.RolledBack.class)).hasSize(1);
        assertThat(events(AdaptEvent.Promoted.class).stream().filter(one -> one.domain().equals("knee"))).hasSize(3);
        assertThat(events(AdaptEvent.ScanCompared.class))
                .extracting(AdaptEvent.ScanCompared::comparison)
                .extracting(ScanComparison::scan)
                .doesNotHaveDuplicates();
        assertThat(versions).isSubsetOf(noisy, bundled.version()).contains(noisy, bundled.version());
        assertThat(versions.getLast()).isEqualTo(bundled.version());
        assertThat(events(AdaptEvent.ModelAdded.class)).extracting(AdaptEvent.ModelAdded::version).contains(noisy, bundled.version());
    }
}
