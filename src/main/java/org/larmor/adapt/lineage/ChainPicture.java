package org.larmor.adapt.lineage;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Draws what an image stands on as an SVG: boxes from the image down to the first model, each with what is known of it. */
public final class ChainPicture {
    private static final int WIDTH = 900;
    private static final int MARGIN = 20;
    private static final int LINE = 20;
    private static final int ARROW = 28;
    private static final int LETTERS = 120;
    private static final int MOST_SCANS = 6;

    private final StringBuilder body = new StringBuilder();
    private int y = MARGIN;

    private ChainPicture() {}

    /**
     * The picture.
     *
     * @param image what the image says of itself; empty where a model was asked for
     */
    public static String svg(Map<String, String> image, List<Generation> generations) {
        ChainPicture picture = new ChainPicture();
        if (!image.isEmpty()) {
            List<String> lines = new ArrayList<>();
            image.forEach((name, value) -> {
                if (!name.equals("LarmorImageId")) {
                    lines.add(name.substring("Larmor".length()) + ": " + value);
                }
            });
            picture.box("#0b57d0", "image " + image.get("LarmorImageId"), lines);
        }
        for (Generation generation : generations) {
            picture.model(generation);
            Generation.Training training = generation.training();
            if (training != null) {
                picture.training(training);
            }
        }
        return picture.write();
    }

    private void model(Generation generation) {
        List<String> lines = new ArrayList<>();
        lines.add(generation.sha256() == null ? "no event names it" : "SHA-256 " + generation.sha256());
        for (Generation.Gate gate : generation.gates()) {
            lines.add(gate.run() + " for " + gate.domain() + ": "
                    + (gate.verdict() == null ? "failed" : gate.verdict().toLowerCase(Locale.ROOT))
                    + (gate.reasons().isEmpty() ? "" : ": " + gate.reasons().getFirst()));
        }
        lines.addAll(generation.served());
        if (generation.training() == null) {
            lines.add("made by no run of this site");
        }
        box("#146c2e", "model " + generation.version(), lines);
    }

    private void training(Generation.Training training) {
        List<String> lines = new ArrayList<>();
        lines.add(training.steps() + " steps, seed " + training.seed() + ", policy " + training.policy());
        training.scans().entrySet().stream().limit(MOST_SCANS).forEach(scan -> lines.add("scan " + scan.getKey() + ": "
                + scan.getValue() + " samples" + (training.forgotten().contains(scan.getKey()) ? ", forgotten since" : "")));
        if (training.scans().size() > MOST_SCANS) {
            lines.add("and " + (training.scans().size() - MOST_SCANS) + " scans more");
        }
        lines.add(training.proxies().size() + " slices of proxies");
        box("#8c4a00", "training " + training.run(), lines);
    }

    private void box(String colour, String title, List<String> lines) {
        if (y > MARGIN) {
            int x = WIDTH / 2;
            body.append("<path d=\"M").append(x).append(' ').append(y).append("v").append(ARROW - 8)
                    .append("m-6-6l6 8l6-8\" fill=\"none\" stroke=\"#777\" stroke-width=\"2\"/>\n");
            y += ARROW;
        }
        int height = LINE * (lines.size() + 1) + LINE / 2;
        body.append("<rect x=\"").append(MARGIN).append("\" y=\"").append(y).append("\" width=\"").append(WIDTH - 2 * MARGIN)
                .append("\" height=\"").append(height).append("\" rx=\"6\" fill=\"#fff\" stroke=\"").append(colour)
                .append("\" stroke-width=\"2\"/>\n");
        text(title, y + LINE, colour);
        for (int i = 0; i < lines.size(); i++) {
            text(lines.get(i), y + LINE * (i + 2), null);
        }
        y += height;
    }

    private void text(String line, int at, @Nullable String colour) {
        String shown = line.length() <= LETTERS ? line : line.substring(0, LETTERS) + "…";
        body.append("<text x=\"").append(MARGIN + 12).append("\" y=\"").append(at).append('"')
                .append(colour == null ? "" : " font-weight=\"600\" fill=\"" + colour + "\"")
                .append('>').append(escaped(shown)).append("</text>\n");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private String write() {
        int height = y + MARGIN;
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + WIDTH + "\" height=\"" + height + "\" viewBox=\"0 0 " + WIDTH
                + " " + height + "\" font-family=\"system-ui,sans-serif\" font-size=\"13\" fill=\"#1a1a1a\">\n"
                + "<rect width=\"100%\" height=\"100%\" fill=\"#f5f5f5\"/>\n" + body + "</svg>\n";
    }
}
