package org.larmor.jssl.run;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a training went, in {@code curves.csv} and {@code curves.png}: a row per step with its losses (weighted, summed
 * over the network's steps), a row per validation, and one per measurement of hidden k-space, whose NMSE stands in it.
 * Iterations count the steps done. Rows wait in memory until {@link #flush}.
 */
public final class Curves {
    /** The rows' file in a training's folder. */
    public static final String FILE = "curves.csv";

    private static final String PICTURE = "curves.png";
    private static final String PROXY = "proxy";
    private static final String TARGET = "target";
    private static final String VALIDATION = "validation";
    private static final String HIDDEN = "hidden";
    private static final List<String> FIRST = List.of("iteration", "kind", "rate", "loss", "gradient_norm");
    private static final List<String> LAST = List.of("ssim", "psnr", "nmse");

    private final Path csv;
    private final Path png;
    private final List<String> terms;
    private final List<String> waiting = new ArrayList<>();
    private final Map<String, Curve> losses = new LinkedHashMap<>();
    private final Map<String, Curve> perTerm = new LinkedHashMap<>();
    private final Curve ssim = new Curve();
    private final Curve psnr = new Curve();
    private final Curve hidden = new Curve();
    private long validated = -1;
    private long checked = -1;

    /** One step; {@code iteration} counts from 1. */
    public record Step(
            long iteration,
            boolean selfSupervised,
            double rate,
            double loss,
            double gradientNorm,
            Map<String, Double> losses) {}

    /** Means over the validation slices after so many steps. */
    public record Check(long iteration, double ssim, double psnr, double nmse) {}

    private Curves(Path folder, List<String> terms) {
        csv = folder.resolve(FILE);
        png = folder.resolve(PICTURE);
        this.terms = List.copyOf(terms);
        terms.forEach(term -> perTerm.put(term, new Curve()));
        losses.put(PROXY, new Curve());
        losses.put(TARGET, new Curve());
    }

    /** Starts anew, or goes on with the rows of at most {@code iteration} steps that the folder's file has. */
    static Curves open(Path folder, List<String> terms, long iteration) throws IOException {
        Curves curves = new Curves(folder, terms);
        String header = String.join(",", curves.columns());
        List<String> kept = new ArrayList<>(List.of(header));
        if (iteration > 0 && Files.exists(curves.csv)) {
            List<String> rows = Files.readAllLines(curves.csv);
            if (rows.isEmpty() || !rows.getFirst().equals(header)) {
                throw new IOException(curves.csv + " is not of this training");
            }
            for (String row : rows.subList(1, rows.size())) {
                // a row cut short by a crash lacks its end
                if (row.split(",", -1).length == curves.columns().size()
                        && Long.parseLong(row.substring(0, row.indexOf(','))) <= iteration) {
                    kept.add(row);
                    curves.draw(row.split(",", -1));
                }
            }
        }
        Path part = folder.resolve("curves.csv.part");
        Files.write(part, kept);
        Files.move(part, curves.csv, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        return curves;
    }

    /**
     * Draws curves that were written before.
     *
     * @param lines of such a file: columns, then rows
     * @param folder gets file and picture
     */
    public static void draw(List<String> lines, Path folder) throws IOException {
        List<String> columns = List.of(lines.getFirst().split(",", -1));
        if (columns.size() < FIRST.size() + LAST.size() || !columns.subList(0, FIRST.size()).equals(FIRST)) {
            throw new IOException("these are no curves of a training: " + lines.getFirst());
        }
        Files.createDirectories(folder);
        Files.write(folder.resolve(FILE), lines);
        long last = Long.MAX_VALUE;
        open(folder, columns.subList(FIRST.size(), columns.size() - LAST.size()), last).flush();
    }

    private List<String> columns() {
        List<String> columns = new ArrayList<>(FIRST);
        columns.addAll(terms);
        columns.addAll(LAST);
        return columns;
    }

    void add(Step step) {
        List<String> row = new ArrayList<>();
        row.add(Long.toString(step.iteration()));
        row.add(step.selfSupervised() ? TARGET : PROXY);
        row.add(Double.toString(step.rate()));
        row.add(Double.toString(step.loss()));
        row.add(Double.toString(step.gradientNorm()));
        terms.forEach(term -> row.add(Double.toString(step.losses().get(term))));
        LAST.forEach(column -> row.add(""));
        put(row);
    }

    /** Once: who goes on from a checkpoint may measure again what is written. */
    void add(Check check) {
        if (check.iteration() <= validated) {
            return;
        }
        List<String> row = new ArrayList<>(List.of(Long.toString(check.iteration()), VALIDATION, "", "", ""));
        terms.forEach(term -> row.add(""));
        row.add(Double.toString(check.ssim()));
        row.add(Double.toString(check.psnr()));
        row.add(Double.toString(check.nmse()));
        put(row);
    }

    /** After so many steps the error on the targets' hidden columns was so much; once, likewise. */
    void addHidden(long iteration, double nmse) {
        if (iteration <= checked) {
            return;
        }
        List<String> row = new ArrayList<>(List.of(Long.toString(iteration), HIDDEN, "", "", ""));
        terms.forEach(term -> row.add(""));
        row.addAll(List.of("", "", Double.toString(nmse)));
        put(row);
    }

    private void put(List<String> row) {
        waiting.add(String.join(",", row));
        draw(row.toArray(String[]::new));
    }

    private void draw(String[] row) {
        double iteration = Double.parseDouble(row[0]);
        if (row[1].equals(HIDDEN)) {
            hidden.add(iteration, Double.parseDouble(row[row.length - 1]));
            checked = (long) iteration;
            return;
        }
        if (row[1].equals(VALIDATION)) {
            int at = row.length - LAST.size();
            validated = (long) iteration;
            ssim.add(iteration, Double.parseDouble(row[at]));
            psnr.add(iteration, Double.parseDouble(row[at + 1]));
            return;
        }
        losses.get(row[1]).add(iteration, Double.parseDouble(row[FIRST.indexOf("loss")]));
        for (int i = 0; i < terms.size(); i++) {
            perTerm.get(terms.get(i)).add(iteration, Double.parseDouble(row[FIRST.size() + i]));
        }
    }

    /** Writes what is new, and the picture. */
    void flush() throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(csv, StandardCharsets.UTF_8, StandardOpenOption.APPEND)) {
            for (String row : waiting) {
                out.write(row);
                out.write('\n');
            }
        }
        waiting.clear();
        new Chart("iteration")
                .panel("loss", true, lines(losses))
                .panel("its terms", true, lines(perTerm))
                .panel("validation: SSIM", false, List.of(new Chart.Line("SSIM", ssim)))
                .panel("validation: PSNR in dB", false, List.of(new Chart.Line("PSNR", psnr)))
                .panel("hidden k-space: NMSE", true, List.of(new Chart.Line("NMSE", hidden)))
                .write(png);
    }

    private static List<Chart.Line> lines(Map<String, Curve> curves) {
        return curves.entrySet().stream()
                .map(curve -> new Chart.Line(curve.getKey(), curve.getValue()))
                .toList();
    }
}
