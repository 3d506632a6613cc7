package org.larmor.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.larmor.cli.StreamExpectation.Either;
import org.larmor.cli.StreamExpectation.Images;

import static org.larmor.cli.StreamExpectation.images;
import static org.larmor.cli.StreamExpectation.refused;
import static org.larmor.sim.stream.Truth.ACQUIRED;
import static org.larmor.sim.stream.Truth.FULL;
import static org.larmor.sim.stream.Truth.WHITENED;

/**
 * One row of the table: a stream, what is asked for, and what must come.
 *
 * @param stream its name
 * @param config the recipe that is asked for
 * @param text the parameters behind the header, null for none
 */
record StreamRow(String stream, String config, @Nullable String text, StreamExpectation expected) {
    /** Of an image that nothing but rounding tells from the truth. */
    private static final double EXACT = 1e-3;

    /** Of an image that was unfolded from half its lines or more. */
    private static final double UNFOLDED = 0.05;

    /** The same from a quarter of them: with the maps of full data, CG-SENSE by its definition comes to .076. */
    private static final double UNFOLDED_FOURFOLD = 0.1;

    /** Of lines drawn at random, with few for the maps: by its definition .22, zero-filled .44. */
    private static final double SCATTERED = 0.25;

    /** With four lines for the maps: by its definition .32, zero-filled .6. */
    private static final double BARELY = 0.4;

    /** Of partitions unfolded from every second one and six for the maps: by its definition .11, zero-filled .2. */
    private static final double PARTITIONS = 0.15;

    /** Of what a model makes of a phantom, which it was not trained for. */
    private static final double LEARNED = .22;

    /** Of the zero-filled image of one coil's scan. */
    private static final double ZERO_FILLED_ONE_COIL = .28;

    private static final String INCOMPLETE = "LarmorIncomplete";
    private static final String FALLBACK = "LarmorFallback";
    private static final String ZERO_FILL = "{\"parameters\":{\"zerofill\":true}}";

    String name() {
        return stream + " / " + config + (text == null ? "" : " / " + text);
    }

    static List<StreamRow> all() {
        List<StreamRow> rows = new ArrayList<>();
        full(rows);
        lostLines(rows);
        prematureFlags(rows);
        accelerated(rows);
        volumes(rows);
        trajectories(rows);
        disturbed(rows);
        contradictory(rows);
        conversations(rows);
        return rows;
    }

    private static void full(List<StreamRow> rows) {
        Images six = images(6, FULL, EXACT).by("rss");
        add(rows, "full", "rss", six);
        add(rows, "full", "auto", six);
        add(rows, "full", "default.xml", six);
        add(rows, "full", "simplefft", images(6, FULL, EXACT));
        add(rows, "full", "sense", images(6, FULL, UNFOLDED).by("sense"));
        add(rows, "full-segments", "rss", images(1, FULL, EXACT));
        add(rows, "full-bipolar-echoes", "rss", images(2, FULL, EXACT).perhapsTold("phase correction|reverse"));
        add(rows, "asymmetric-echo", "rss", images(1, ACQUIRED, EXACT));
        add(rows, "discarded-samples", "rss", images(1, FULL, EXACT));
        Images partial = images(1, ACQUIRED, EXACT)
                .by("rss")
                .marked("LarmorPartialFourier", "zero-filled")
                .perhapsTold("(WRN|INF).*(zero-filled|partial fourier)");
        for (String stream : List.of("partial-fourier-centre", "partial-fourier-minimum")) {
            add(rows, stream, "rss", partial);
            add(rows, stream, "auto", partial);
        }
        for (String stream : List.of("centre-out", "no-limits", "no-flags", "python-header")) {
            add(rows, stream, "auto", images(1, FULL, EXACT).by("rss"));
        }
    }

    private static void lostLines(List<StreamRow> rows) {
        Images unfolded = images(1, FULL, UNFOLDED).by("sense").marked(INCOMPLETE, "true");
        Images few = unfolded.told("WRN .*\\b3 of 64 lines are missing");
        Images lattice = unfolded.told("WRN .*\\b2 of \\d+ lines are missing");
        add(rows, "lost-lines", "rss", few.marked(FALLBACK, "true"));
        add(rows, "lost-lines", "simplefft", few.marked(FALLBACK, "true"));
        add(rows, "lost-lines", "jssl", images(1, FULL, LEARNED)
                .marked(INCOMPLETE, "true")
                .perhapsMarked(FALLBACK)
                .told("WRN .*\\b3 of 64 lines are missing"));
        add(rows, "lost-lines", "sense", few);
        add(rows, "lost-lines", "auto", few.perhapsMarked(FALLBACK));
        for (String config : List.of("rss", "sense", "auto")) {
            add(rows, "lost-centre", config, refused("cent(re|er|ral)"));
            add(rows, "lost-lines-one-coil", config, refused("coil|channel"));
            // 24 lines in a row are more than these coils can make up for
            add(rows, "lost-end", config, new Either(
                    unfolded.told("WRN .*\\b24 of 64 lines are missing").perhapsMarked(FALLBACK),
                    refused("24 of 64 lines")));
        }
        add(rows, "lost-average", "rss", images(1, FULL, UNFOLDED)
                .marked(INCOMPLETE, "true")
                .perhapsMarked(FALLBACK)
                .told("WRN .*\\b3 .*(lines|readouts) .*missing"));
        for (String stream : List.of("lost-lattice-embedded", "lost-lattice-separate")) {
            add(rows, stream, "rss", lattice.marked(FALLBACK, "true"));
            add(rows, stream, "sense", lattice);
        }
    }

    private static void prematureFlags(List<StreamRow> rows) {
        for (String config : List.of("rss", "auto")) {
            for (String stream : List.of("premature-repetition-each-slice", "premature-repetition-first-slice")) {
                add(rows, stream, config, images(5, FULL, EXACT).by("rss"));
            }
            for (String stream :
                    List.of("premature-slice-interleaved-segments", "premature-slice-block-segments")) {
                add(rows, stream, config, images(1, FULL, EXACT).by("rss"));
            }
            add(rows, "premature-slice-averages", config, images(1, FULL, EXACT).by("rss"));
        }
    }

    private static void accelerated(List<StreamRow> rows) {
        Images unfolded = images(1, FULL, UNFOLDED).by("sense");
        add(rows, "premature-repetition-accelerated", "sense", images(5, FULL, UNFOLDED).by("sense"));
        add(rows, "calibration-first-repetition", "sense", images(3, FULL, UNFOLDED).by("sense"));
        add(rows, "stated-2x-but-full", "auto", images(1, FULL, EXACT).by("rss"));
        add(rows, "unstated-2x", "sense", new Either(
                unfolded, unfolded.marked(INCOMPLETE, "true").told("WRN .*\\b20 of 64 lines are missing")));
        for (String stream : List.of(
                "accelerated-2x", "accelerated-2x-separate", "accelerated-2x-odd", "premature-flags-calibration", "calibration-own-space", "calibration-own-space-larger")) {
            add(rows, stream, "sense", unfolded);
            add(rows, stream, "auto", unfolded);
        }
        add(rows, "lost-calibration-lines", "sense",
                unfolded.perhapsMarked(INCOMPLETE).perhapsTold("WRN .*\\b2 of \\d+ lines are missing"));
        add(rows, "stated-2x-but-3x", "sense", images(1, FULL, UNFOLDED_FOURFOLD).by("sense"));
        add(rows, "accelerated-2x", "rss", images(1, ACQUIRED, EXACT).by("rss"));
        String uncalibrated = "calibrat|central|cent(re|er) of k-space";
        for (String config : List.of("sense", "jssl", "auto")) {
            add(rows, "lattice-4x", config, refused(uncalibrated));
        }
        Images zeroFilled = images(1, ACQUIRED, EXACT).by("rss").marked(FALLBACK, "true");
        rows.add(new StreamRow("lattice-4x", "sense", ZERO_FILL, zeroFilled.told("(WRN|INF) .*zero-filled")));
        add(rows, "lattice-4x", "rss", images(1, ACQUIRED, EXACT).by("rss"));
        add(rows, "central-run-4", "sense", images(1, FULL, BARELY).by("sense"));
        add(rows, "central-run-3", "sense", refused(uncalibrated));
        for (String stream : List.of("interleaved-repetitions-4x", "interleaved-phases-4x")) {
            for (String config : List.of("sense", "auto")) {
                add(rows, stream, config, images(4, FULL, UNFOLDED_FOURFOLD).by("sense"));
            }
        }
        add(rows, "interleaved-unstated-4x", "sense", new Either(
                images(4, FULL, UNFOLDED_FOURFOLD).by("sense"), refused(uncalibrated)));
        add(rows, "interleaved-cut-4x", "sense", refused(uncalibrated));
        Images oneCoil = zeroFilled.told("WRN .*(coil|channel)");
        add(rows, "one-coil-4x", "sense", oneCoil);
        add(rows, "one-coil-4x", "auto", oneCoil);
        // zero-filled it is .26 off; whoever asks for the model gets what it can do, auto does not take it
        add(rows, "one-coil-4x", "jssl", new Either(oneCoil, images(1, FULL, ZERO_FILLED_ONE_COIL).by("jssl")));
        add(rows, "forty-coils-4x", "jssl", images(1, FULL, LEARNED).by("jssl").perhapsTold("INF .*coils"));
        add(rows, "random-stated", "sense", images(1, FULL, SCATTERED).by("sense"));
        // a third of the lines where the header promises all: undersampled on purpose, or refused as lost
        StreamExpectation lost = refused("43 of 64 lines");
        add(rows, "random-unstated", "sense", new Either(images(1, FULL, SCATTERED).by("sense"), lost));
        add(rows, "random-unstated", "auto", new Either(images(1, FULL, SCATTERED), lost));
        add(rows, "random-unstated", "rss", new Either(images(1, ACQUIRED, EXACT).by("rss"), lost));
        add(rows, "random-stated", "rss", images(1, ACQUIRED, EXACT).by("rss"));
    }

    private static void volumes(List<StreamRow> rows) {
        add(rows, "volume-full", "auto", images(1, FULL, EXACT).by("rss"));
        add(rows, "volume-full", "sense", images(1, FULL, UNFOLDED).by("sense"));
        String one = "\\b1 of 384 lines(?!.*\\b48 in a row)";
        add(rows, "volume-lost-line", "auto", new Either(
                images(1, FULL, UNFOLDED).by("sense").marked(INCOMPLETE, "true").perhapsMarked(FALLBACK).told("WRN .*" + one),
                refused(one)));
        add(rows, "volume-elliptical", "auto", images(1, ACQUIRED, EXACT).by("rss"));
        add(rows, "volume-2x-lines", "sense", images(1, FULL, UNFOLDED).by("sense"));
        add(rows, "volume-2x-partitions", "sense", new Either(
                images(1, FULL, PARTITIONS).by("sense"), refused("step 2|partition")));
        for (String config : List.of("sense", "jssl", "auto")) {
            add(rows, "volume-2x2", config, refused("(two|both) .*directions|2 ?[x×] ?2|caipi"));
            add(rows, "volume-caipi", config, refused("(two|both) .*directions|2 ?[x×] ?2|caipi"));
        }
    }

    private static void trajectories(List<StreamRow> rows) {
        for (String config : List.of("rss", "auto")) {
            for (String stream : List.of("epi", "epi-ramp-sampled", "epi-called-cartesian")) {
                add(rows, stream, config, refused("\\bepi\\b|echo.planar"));
            }
            add(rows, "radial", config, refused("radial"));
            add(rows, "spiral", config, refused("spiral"));
            add(rows, "other-off-grid", config, refused("trajectory"));
            add(rows, "cartesian-off-grid", config, refused("trajectory"));
            add(rows, "cartesian-on-grid", config, images(1, FULL, EXACT).by("rss"));
        }
    }

    private static void disturbed(List<StreamRow> rows) {
        Images two = images(2, FULL, EXACT).by("rss");
        Images other = images(1, FULL, EXACT).by("rss").told("ERR .*readout.*\\b37\\b");
        add(rows, "plain", "rss", two);
        add(rows, "nan-sample", "rss", other);
        add(rows, "infinite-sample", "rss", other);
        add(rows, "nan-sample", "sense", images(1, FULL, UNFOLDED).by("sense").told("ERR .*readout.*\\b37\\b"));
        add(rows, "noise-first", "rss", images(2, WHITENED, EXACT).by("rss"));
        add(rows, "noise-first", "simplefft", images(2, FULL, EXACT));
        add(rows, "noise-last", "rss", two.told("WRN .*noise"));
        add(rows, "noise-elsewhere", "rss", two.told("WRN .*noise"));
        StreamExpectation unwhitened = new Either(two.told("WRN .*noise"), refused("noise"));
        add(rows, "noise-nan", "rss", unwhitened);
        add(rows, "noise-zero", "rss", unwhitened);
        add(rows, "nan-calibration", "sense", refused("readout.*\\b3\\b"));
        add(rows, "phase-correction-lines", "rss", two);
        add(rows, "channels-change", "rss", refused("channel|coil"));
        add(rows, "line-outside", "rss", new Either(
                two.told("WRN .*(line|readout)"),
                images(1, FULL, EXACT).by("rss").told("ERR .*(line|step|readout)")));
        add(rows, "late-line", "rss", images(3, FULL, EXACT).by("rss").told("WRN .*late"));
    }

    private static void contradictory(List<StreamRow> rows) {
        for (String config : List.of("sense", "auto")) {
            add(rows, "calibration-first-echo", config, images(2, FULL, UNFOLDED).by("sense"));
        }
        for (String config : List.of("rss", "auto")) {
            add(rows, "segment-lost", config, refused("32 of 64 lines"));
            add(rows, "volume-lost-partitions", config, refused("96 of 384 lines"));
            add(rows, "volume-limits-unset", config, images(1, FULL, EXACT).by("rss").perhapsTold("WRN .*limits' centre"));
            add(rows, "absurd-sample", config, refused("finite"));
        }
        add(rows, "absurd-sample", "sense", refused("finite"));
        for (String config : List.of("sense", "auto")) {
            add(rows, "too-few-coils", config, refused("2 channels"));
        }
    }

    private static void conversations(List<StreamRow> rows) {
        Images two = images(2, FULL, EXACT).by("rss");
        rows.add(new StreamRow("plain", "openrecon",
                "{\"version\":\"1.1.0\",\"parameters\":{\"config\":\"openrecon\",\"customconfig\":\"sense\"}}",
                images(2, FULL, UNFOLDED).by("sense")));
        rows.add(new StreamRow("plain", "openrecon",
                "{\"version\":\"1.1.0\",\"parameters\":{\"config\":\"rss\",\"denoise\":true,\"sharpen\":2}}",
                two.told("WRN .*denoise").told("WRN .*sharpen")));
        rows.add(new StreamRow("plain", "rss", "{\"parameters\":{\"config\":\"sense\"", two.told("WRN .*JSON")));
        rows.add(new StreamRow("plain", "rss", "good morning", two.perhapsTold("WRN .*JSON")));
        add(rows, "plain", "no-such-recipe", refused("unknown config 'no-such-recipe'"));
        add(rows, "plain", "null", images(0, FULL, EXACT));
    }

    private static void add(List<StreamRow> rows, String stream, String config, StreamExpectation expected) {
        rows.add(new StreamRow(stream, config, null, expected));
    }
}
