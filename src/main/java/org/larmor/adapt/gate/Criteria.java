package org.larmor.adapt.gate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.larmor.mrd.Checksum;

/**
 * By what a challenger is judged; fixed, and hashed, before anything of it is measured.
 *
 * @param look the number of this look at the domain's held-out scans, from 1
 * @param error what this look may spend
 * @param kind proxy sets of the domain's kind; empty where the policy names none, and then all are
 * @param ofKind what may be lost on proxies of the domain's kind
 * @param ofOthers what may be lost on others, since a domain's model serves no other
 * @param hiddenFloor by how much the logarithm of the error on hidden columns may be worse for any one unit
 * @param slowest how long an image may take, as a multiple of the champion's time
 * @param largest how many parameters it may have, likewise
 * @param accelerations at which proxies are subsampled
 * @param draws of the bootstrap
 * @param seed likewise
 */
public record Criteria(
        int look,
        double error,
        List<String> kind,
        Loss ofKind,
        Loss ofOthers,
        double hiddenFloor,
        double slowest,
        double largest,
        List<Integer> accelerations,
        int draws,
        long seed) {
    /** One-sided error of each bound that says that nothing is lost. */
    static final double NO_LOSS_ERROR = 0.025;

    /** How long an image may take, as a multiple of the champion's time. */
    public static final double SLOWEST = 1.25;

    /** With fewer units no bound is taken: each unit has to lie above it by itself. */
    static final int FEW_UNITS = 6;

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    public Criteria {
        kind = List.copyOf(kind);
        accelerations = List.copyOf(accelerations);
    }

    /**
     * What may be lost.
     *
     * @param psnr of the mean over units, dB
     * @param ssim likewise
     * @param worstPsnr of any one slice, dB
     * @param worstSsim likewise
     */
    public record Loss(double psnr, double ssim, double worstPsnr, double worstSsim) {}

    /** The usual ones. */
    public static Criteria usual(int look, List<String> kind, List<Integer> accelerations, long seed) {
        return new Criteria(
                look,
                Looks.error(look),
                kind,
                new Loss(0.2, 0.005, 1, 0.03),
                new Loss(0.5, 0.01, 2, 0.06),
                0.25,
                SLOWEST,
                1.25,
                accelerations,
                20_000,
                seed);
    }

    Loss loss(String set) {
        return kind.isEmpty() || kind.contains(set) ? ofKind : ofOthers;
    }

    /** JSON, equal for equal criteria. */
    public String json() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("criteria are always JSON", e);
        }
    }

    /** @throws IOException where these are none */
    static Criteria ofJson(String json) throws IOException {
        return JSON.readValue(json, Criteria.class);
    }

    /** SHA-256 of their JSON, in hexadecimal. */
    public String hash() {
        return Checksum.sha256(json().getBytes(StandardCharsets.UTF_8));
    }
}
