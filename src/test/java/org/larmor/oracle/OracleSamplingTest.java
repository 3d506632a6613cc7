package org.larmor.oracle;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.larmor.jssl.sampling.Acceleration;
import org.larmor.jssl.sampling.ColumnMask;
import org.larmor.jssl.sampling.ColumnSampling;
import org.larmor.jssl.sampling.Split;
import org.larmor.jssl.sampling.Splitting;
import org.larmor.models.Npy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Column masks and SSDU splits. */
class OracleSamplingTest extends OracleTest {
    private static final int SEEDS = 1000;

    @Override
    Map<String, Check> checks() {
        return Map.of("b_masks", OracleSamplingTest::masks, "b_mask_split", OracleSamplingTest::splits);
    }

    private static void masks(NDManager manager, OracleCase c) {
        for (JsonNode entry : c.value("masks")) {
            String tag = entry.get("tag").asText();
            int columns = entry.get("num_cols").asInt();
            Acceleration acceleration = new Acceleration(
                    entry.get("acceleration").asInt(), entry.get("center_fraction").asDouble());
            ColumnMask mask;
            if (entry.get("kind").asText().equals("FastMRIEquispaced")) {
                assertThat(ColumnSampling.offsetBound(columns, acceleration))
                        .as(tag)
                        .isEqualTo(entry.get("offset_high_exclusive").asInt());
                mask = ColumnSampling.equispaced(columns, acceleration, entry.get("offset").asInt());
            } else {
                double[] uniforms = c.npy(tag + "_uniforms").values();
                int[] next = {0};
                mask = ColumnSampling.random(columns, acceleration, () -> uniforms[next[0]++]);
            }
            assertThat(mask.indices()).as(tag).containsExactly(ints(entry.get("mask_columns")));
            assertThat(mask.acsLength()).isEqualTo(entry.get("num_low").asInt());
            assertThat(mask.acsStart()).isEqualTo(entry.get("pad").asInt());
            assertThat(IntStream.range(mask.acsStart(), mask.acsStart() + mask.acsLength()).toArray())
                    .containsExactly(ints(entry.get("acs_columns")));
        }
        for (String several : c.valueNames("multi_acceleration_")) {
            several(c, several);
        }
    }

    /** Masks of drawn accelerations, whose offsets are not stated. */
    private static void several(OracleCase c, String name) {
        int columns = Integer.parseInt(name.replaceAll("\\D", ""));
        for (JsonNode entry : c.value(name)) {
            int factor = entry.get("acceleration").asInt();
            Acceleration acceleration = Acceleration.USUAL.stream()
                    .filter(a -> a.factor() == factor)
                    .findFirst()
                    .orElseThrow();
            int[] expected = ints(entry.get("mask_columns"));
            List<ColumnMask> possible = IntStream.range(0, ColumnSampling.offsetBound(columns, acceleration))
                    .mapToObj(offset -> ColumnSampling.equispaced(columns, acceleration, offset))
                    .toList();
            assertThat(possible).as("a mask of some offset").anySatisfy(mask -> assertThat(mask.indices())
                    .containsExactly(expected));
            ColumnMask any = possible.getFirst();
            assertThat(IntStream.range(any.acsStart(), any.acsStart() + any.acsLength()).toArray())
                    .containsExactly(ints(entry.get("acs_columns")));
        }
    }

    private static void splits(NDManager manager, OracleCase c) {
        c.value("glibc_rand").properties().forEach(entry -> {
            GlibcRand random = new GlibcRand(Integer.parseInt(entry.getKey()));
            for (JsonNode expected : entry.getValue()) {
                assertThat(random.next()).isEqualTo(expected.asInt());
            }
        });
        assertThat(c.value("RAND_MAX").asInt()).isEqualTo(GlibcRand.RAND_MAX);
        Npy sampling = c.npy("sampling_mask");
        int height = (int) sampling.shape()[0];
        int width = (int) sampling.shape()[1];
        boolean[] omega = points(sampling);
        assertThat(count(omega)).isEqualTo(c.value("omega_count").asInt());
        for (JsonNode example : c.value("examples")) {
            String method = example.get("method").asText();
            double ratio = example.get("ratio").asDouble();
            String name = method + "_r" + Math.round(10 * ratio);
            int seed = example.get("gaussian_int_seed").asInt();
            boolean[] input = points(c.npy(name + "_input"));
            boolean[] target = points(c.npy(name + "_target"));
            Splitting splitting = method.equals("gaussian") ? Splitting.GAUSSIAN : Splitting.UNIFORM;
            if (splitting == Splitting.GAUSSIAN) {
                Split split = Splitting.gaussian(omega, height, width, ratio, new GlibcRand(seed)::uniform);
                assertThat(split.target()).as(name).isEqualTo(target);
                assertThat(split.input()).as(name).isEqualTo(input);
            }
            assertThat(count(target)).isEqualTo(example.get("target_count").asInt());
            assertThat(count(input)).isEqualTo(example.get("input_count").asInt());
            assertThat(count(omega)).isEqualTo(example.get("omega").asInt());
            assertThat(count(omega) - inBlock(omega, height, width))
                    .isEqualTo(example.get("omega_outside_block").asInt());
            int low = example.get("target_counts_min_max_200").get(0).asInt();
            int high = example.get("target_counts_min_max_200").get(1).asInt();
            for (int i = 0; i < 200; i++) {
                Split split = splitting.split(omega, height, width, ratio, new SplittableRandom(i));
                for (int at = 0; at < omega.length; at++) {
                    assertThat(split.input()[at] ^ split.target()[at]).isEqualTo(omega[at]);
                }
                assertThat(count(split.target())).as(name).isBetween(low, high);
                assertThat(inBlock(split.target(), height, width))
                        .isEqualTo(example.get("target_points_in_center_block_200").asInt());
            }
        }
        keptCentre(c, omega, height, width);
    }

    /**
     * A split of what lies outside the fully sampled centre, which then is in both parts. Neither its seed nor its ratio
     * is stated: a seed below {@value #SEEDS} gives it bit for bit, or else the counts of a ratio must be met.
     */
    private static void keptCentre(OracleCase c, boolean[] omega, int height, int width) {
        boolean[] acs = points(c.npy("keepacs_acs"));
        boolean[] input = points(c.npy("keepacs_input"));
        boolean[] target = points(c.npy("keepacs_target"));
        boolean[] outside = omega.clone();
        for (int i = 0; i < outside.length; i++) {
            outside[i] &= !acs[i];
            assertThat(input[i] || target[i]).isEqualTo(omega[i]);
            assertThat(input[i] && target[i]).isEqualTo(acs[i]);
        }
        List<Split> possible = new ArrayList<>();
        for (int tenths = 2; tenths <= 8; tenths++) {
            Split ours = shared(
                    Splitting.gaussian(outside, height, width, tenths / 10.0, new GlibcRand(0)::uniform), acs);
            if (count(ours.target()) == count(target) && count(ours.input()) == count(input)) {
                for (int seed = 0; seed < SEEDS; seed++) {
                    possible.add(shared(
                            Splitting.gaussian(
                                    outside, height, width, tenths / 10.0, new GlibcRand(seed)::uniform),
                            acs));
                }
            }
        }
        assertThat(possible).as("some ratio gives these counts").isNotEmpty();
        Deviation.within(
                c.name() + " kept centre, bit for bit",
                1,
                possible.stream().anyMatch(split -> Arrays.equals(split.target(), target)) ? 1 : 0,
                1);
    }

    /** The same split with points that are in both parts. */
    private static Split shared(Split split, boolean[] both) {
        boolean[] theta = split.input();
        boolean[] lambda = split.target();
        for (int i = 0; i < both.length; i++) {
            theta[i] |= both[i];
            lambda[i] |= both[i];
        }
        return new Split(split.height(), split.width(), theta, lambda);
    }

    private static int inBlock(boolean[] mask, int height, int width) {
        int count = 0;
        for (int y = height / 2 - 2; y < height / 2 + 2; y++) {
            for (int x = width / 2 - 2; x < width / 2 + 2; x++) {
                count += mask[y * width + x] ? 1 : 0;
            }
        }
        return count;
    }

    static boolean[] points(Npy npy) {
        boolean[] points = new boolean[npy.values().length];
        for (int i = 0; i < points.length; i++) {
            assertThat(npy.values()[i]).isBetween(0.0, 1.0).isEqualTo(Math.rint(npy.values()[i]), within(0.0));
            points[i] = npy.values()[i] != 0;
        }
        return points;
    }

    private static int count(boolean[] mask) {
        int count = 0;
        for (boolean point : mask) {
            count += point ? 1 : 0;
        }
        return count;
    }

    private static int[] ints(JsonNode node) {
        int[] ints = new int[node.size()];
        for (int i = 0; i < ints.length; i++) {
            ints[i] = node.get(i).asInt();
        }
        return ints;
    }
}
