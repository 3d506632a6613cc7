package org.larmor.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.larmor.adapt.events.EventChain;
import org.larmor.bus.record.AdaptEvent;
import org.larmor.bus.record.AdaptEvent.Verdict;
import org.larmor.cli.live.LiveSite;
import org.larmor.infer.ChangedStarter;
import org.larmor.jssl.data.KspaceSlice;
import org.larmor.mrd.file.Tools;
import org.larmor.nn.ModelConfig;
import org.larmor.nn.ResidualVsharpConfig;
import org.larmor.sim.MessageSource;
import org.larmor.sim.Phantom;
import org.larmor.sim.ScanPlan;
import org.larmor.sim.SimulatedScan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Weights that must not serve, pushed through the real gate of a site whose champion is the starter; and weights that know one
 * kind of scan alone, which pass where nothing else is asked, serve, and are worse on what comes afterwards.
 */
@Tag("full")
@Timeout(value = 1200, unit = TimeUnit.SECONDS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BadCandidatesIT {
    private static final int HELD_OUT = 14;
    private static final int LEARNED_FROM = 4;
    private static final int HEADS = 6;

    @TempDir
    static Path folder;

    private static GateSite site;

    @BeforeAll
    static void start() throws Exception {
        site = new GateSite(folder);
        Path proxy = Tools.phantom(folder, "proxy", "-m", "64", "-c", "4", "-O", "1", "-n", "0.02", "-r", "5");
        site.said(0, "proxies", "add", proxy, "--set", "phantoms", "--slice-is-patient", "--validation", "proxy.h5#0,1");
        StringBuilder heldOut = new StringBuilder();
        for (int i = 0; i < HELD_OUT; i++) {
            heldOut.append(i == 0 ? "" : ", ").append('P').append(i);
        }
        site.said(0, "adapt", "policy", Files.writeString(folder.resolve("policy.yaml"), """
                scanners-may-teach: true
                domains: [{name: knee, learn: true, protocols: ["knee*"], proxies: [phantoms]}]
                patients: {training: [P14, P15, P16, P17], held-out: [%s]}
                promotion: {automatic: true, shadow-scans: 2, share: 1}
                """.formatted(heldOut)));
        for (int i = 0; i < HELD_OUT + LEARNED_FROM; i++) {
            scan(i);
        }
        await().atMost(Duration.ofMinutes(1)).until(() -> site.heldOut() >= HELD_OUT);
    }

    /** A phantom every time a little noisier than the one before. */
    private static void scan(int patient) throws Exception {
        Path scan = Tools.phantom(
                folder, "P" + patient, "-m", "64", "-c", "4", "-O", "1", "-n", String.valueOf(0.02 + 0.001 * patient), "-a", "4",
                "-w", "16", "-r", "1");
        site.send(scan, "P" + patient, "sense");
    }

    @AfterAll
    static void stop() {
        site.close();
    }

    private static AdaptEvent.GateEnded judged(String name, int gate) {
        site.said(0, "models", "import", folder.resolve(name + ".json"), "--as", "challenger", "--domain", "knee");
        AdaptEvent.GateEnded ended = site.ended("gate-" + gate);
        assertThat(ended.challenger()).startsWith(name + "@");
        assertThat(ended.verdict()).as("%s", ended).isEqualTo(Verdict.REJECTED);
        return ended;
    }

    @Test
    @Order(1)
    void noiseInTheWeightsIsRejected() throws Exception {
        ChangedStarter.noisy(folder, "noisy", 1);
        assertThat(judged("noisy", 1).reasons()).anyMatch(why -> why.startsWith("PSNR on phantoms"));
    }

    @Test
    @Order(2)
    void numberThatIsNoneIsRejected() throws Exception {
        boolean[] done = {false};
        ChangedStarter.save(folder, "broken", config -> config, values -> {
            if (!done[0]) {
                values[values.length / 2] = Float.NaN;
                done[0] = true;
            }
            return values;
        });
        assertThat(judged("broken", 2).reasons()).anyMatch(why -> why.contains("finite"));
    }

    @Test
    @Order(3)
    void slowOneIsRejected() throws Exception {
        ChangedStarter.save(
                folder,
                "slow",
                config -> {
                    ResidualVsharpConfig is = (ResidualVsharpConfig) config.network();
                    return new ModelConfig(
                            new ResidualVsharpConfig(
                                    is.steps(), 10 * is.solverSteps(), is.denoiser(), is.sharedDenoiser(), is.start(),
                                    is.lambda(), is.rho()),
                            config.maps(), config.sensitivityOrNull());
                },
                values -> values);
        assertThat(judged("slow", 3).reasons()).anyMatch(why -> why.startsWith("time for an image"));
    }

    /** Self-supervised far too long, and far too fast, on one patient. */
    private static void forgetful(String name, String patient) throws Exception {
        int ended = Main.commandLine()
                .execute(
                        "train", "--mode", "ssl", "--target", folder.resolve(patient + ".h5").toString(), "--from", "starter",
                        "--steps", "200", "--learning-rate", "2e-3", "--out", folder.resolve(name).toString(), "--name", name);
        assertThat(ended).isZero();
        Files.copy(folder.resolve(name + "/" + name + ".json"), folder.resolve(name + ".json"));
        Files.copy(folder.resolve(name + "/" + name + ".safetensors"), folder.resolve(name + ".safetensors"));
    }

    @Test
    @Order(4)
    void whatRegressesOnTheScansThatComeIsTakenBack() throws Exception {
        // the site's only proxies are of the kind that it has learned by heart, so that the gate cannot see what it forgot
        forgetful("narrow", "P14");
        site.said(0, "models", "import", folder.resolve("narrow.json"), "--as", "challenger", "--domain", "knee");
        AdaptEvent.GateEnded ended = site.ended("gate-4");
        assertThat(ended.verdict()).as("%s", ended).isEqualTo(Verdict.PASSED);
        for (int scan = 0; scan < 2; scan++) {
            int before = site.comparisons(ended.challenger()).size();
            site.sendAnother("jssl");
            await().atMost(Duration.ofMinutes(1)).until(() -> site.comparisons(ended.challenger()).size() > before);
        }
        await().atMost(Duration.ofMinutes(1)).until(() -> site.champion().equals(ended.challenger()));
        // now the scanner sends other anatomy, another matrix, another array
        int scans = 0;
        while (site.champion().equals(ended.challenger())) {
            assertThat(scans++).as("scans until it is found").isLessThan(60);
            long before = watched(ended.challenger());
            try (MessageSource source = new SimulatedScan(
                            Phantom.of(scans, 96, 96, 8, 1),
                            ScanPlan.plain()
                                    .withAcceleration(4, 16)
                                    .withoutCalibrationFlags()
                                    .withNoise(0.02, true)
                                    .withProtocol("knee")
                                    .withPatient("H" + scans)
                                    .withSeed(scans))
                    .messages()) {
                site.send(source, "jssl");
            }
            await().atMost(Duration.ofMinutes(1)).until(() -> watched(ended.challenger()) > before);
        }
        System.out.printf("the one that regressed was found after %d scans%n", scans);
        assertThat(site.champion()).startsWith("starter@");
        List<AdaptEvent.What> happened = EventChain.read(site.kafka()).events().stream().map(AdaptEvent::what).toList();
        assertThat(happened).anySatisfy(what -> assertThat(what).isInstanceOfSatisfying(
                AdaptEvent.RolledBack.class, back -> assertThat(back.by()).isEqualTo("larmor")));
        assertThat(EventChain.read(site.kafka()).faults()).isEmpty();
    }

    @Test
    @Order(5)
    void forgetfulOneIsRejectedWhereProxiesAreVaried() throws Exception {
        site.live().proxies("heads", () -> IntStream.range(0, HEADS).mapToObj(BadCandidatesIT::head).toList());
        forgetful("forgetful", "P15");
        assertThat(judged("forgetful", 5).reasons()).anyMatch(why -> why.startsWith("PSNR on heads"));
    }

    /** A fully sampled slice of eight coils: another anatomy, another array. */
    private static LiveSite.Proxy head(int number) {
        int side = 96;
        Phantom phantom = Phantom.of(1000 + number, side, side, 8, 1);
        float[] kspace = phantom.kspace(0);
        float[] pairs = new float[kspace.length];
        for (int c = 0; c < 8; c++) {
            for (int y = 0; y < side; y++) {
                for (int x = 0; x < side; x++) {
                    int from = 2 * ((c * side + y) * side + x);
                    int to = 2 * ((c * side + x) * side + y);
                    pairs[to] = kspace[from];
                    pairs[to + 1] = kspace[from + 1];
                }
            }
        }
        return new LiveSite.Proxy(new KspaceSlice(pairs, 8, side, side, side, side), "head" + number, true);
    }

    private static long watched(String champion) {
        return EventChain.read(site.kafka()).events().stream()
                .filter(event -> event.what() instanceof AdaptEvent.ScanCompared one && one.comparison().champion().equals(champion))
                .count();
    }
}
