package org.larmor.cli.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.larmor.jssl.data.DataException;
import org.larmor.mrd.Checksum;

/**
 * A live experiment as it is decided on before anything is looked at. Paths are below the data's folder and may pick slices
 * ({@code brain_8ch#0,1}).
 *
 * @param brains slices of another kind than the sites', on which it is seen what is forgotten
 * @param brainAcceleration how they are subsampled, as {@link org.larmor.jssl.sampling.Acceleration#parse} reads it
 */
public record LivePlan(String name, List<String> brains, String brainAcceleration, List<Site> sites) {
    private static final String OWN = "live";
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * One site, which starts with the program's own model and its log empty.
     *
     * @param domain what the scans are called by the policy, and their protocol
     * @param maskSeed of the subsampling of slices, equispaced, once and for all
     * @param after so many new samples trigger a run
     * @param steps of a run, and of each comparator's
     * @param automatic whether what passes serves by itself
     * @param shadowScans of its trial before; 0 for none
     * @param person who decides where the gate cannot; null for nobody
     */
    public record Site(
            String name,
            String domain,
            long maskSeed,
            int after,
            int steps,
            boolean automatic,
            int shadowScans,
            @Nullable Person person,
            @Nullable Measured measured,
            @Nullable Simulated simulated) {
        public Site {
            if ((measured == null) == (simulated == null)) {
                throw new DataException("site " + name + " is either measured or simulated");
            }
        }
    }

    /** A file of masks, and which of its rates. */
    public record Masks(String file, String rate) {}

    /**
     * Who promotes what the gate could not decide, where its held-out scans, each taken for a unit of its own, would have
     * passed at 5 %: which is optimistic, since the scans of one patient are alike.
     */
    public record Person(String name, String reason) {}

    /** One who was scanned. */
    public record Patient(String patient, List<String> scans) {}

    /**
     * Scans that were measured, or made of measured images.
     *
     * @param acceleration as {@link org.larmor.jssl.sampling.Acceleration#parse} reads it
     * @param masks the listed subsampling instead of one that is drawn
     * @param proxies fully sampled, learned from
     * @param measuredBy fully sampled, what the gate measures by
     * @param heldOut the gate's patients, which stream first
     * @param rounds who streams before each run
     * @param evaluation what all is told by
     */
    public record Measured(
            String acceleration,
            @Nullable Masks masks,
            List<Patient> proxies,
            List<Patient> measuredBy,
            List<Patient> heldOut,
            List<List<Patient>> rounds,
            List<Patient> evaluation) {}

    /**
     * Patients of {@link org.larmor.sim.LowFieldSite}, numbers of them.
     *
     * @param patients who stream before each run
     */
    public record Simulated(int rounds, int patients, int heldOut, int proxies, int measuredBy, int evaluation) {}

    /** @param nameOrFile {@code live}, which the program brings along, or a file */
    public static LivePlan read(String nameOrFile) throws IOException {
        return parse(nameOrFile, text(nameOrFile));
    }

    private static byte[] text(String nameOrFile) throws IOException {
        if (!nameOrFile.equals(OWN)) {
            return Files.readAllBytes(Path.of(nameOrFile));
        }
        try (InputStream in = LivePlan.class.getResourceAsStream("/org/larmor/experiments/" + OWN + ".json")) {
            if (in == null) {
                throw new IOException("the program lacks its plan " + OWN);
            }
            return in.readAllBytes();
        }
    }

    private static LivePlan parse(String where, byte[] json) throws IOException {
        try {
            return JSON.readValue(json, LivePlan.class);
        } catch (JsonProcessingException e) {
            throw new DataException(where + ": " + e.getOriginalMessage(), e);
        }
    }

    /** SHA-256 of what decides a site's figures, in hexadecimal. */
    String hash(Site site) {
        try {
            return Checksum.sha256(JSON.writeValueAsBytes(List.of(brains, brainAcceleration, site)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a plan is always JSON", e);
        }
    }
}
