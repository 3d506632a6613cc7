package org.larmor.adapt.gate;

import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.larmor.bus.record.GateOrder;
import org.larmor.bus.record.MeasuredRange;
import org.larmor.bus.record.TrainingOrder;

/** A report as a page of its own, for whoever has to decide or to look it up: needs nothing beside it. */
public final class ReportPage {
    private static final String STYLE = """
            body{font:16px/1.45 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}
            table{border-collapse:collapse;margin:.5rem 0 1.5rem}th,td{text-align:left;padding:.25rem .7rem;border-bottom:1px solid #ccc}
            td.n{text-align:right;font-variant-numeric:tabular-nums}.failed{color:#a40000;font-weight:600}.open{color:#6b4c00;font-weight:600}
            .met{color:#1b5e20}h1 small{font-weight:400;font-size:1rem}code{font-size:.85rem;overflow-wrap:anywhere}
            figure{margin:1rem 0}img{max-width:100%;image-rendering:pixelated}
            @media(prefers-color-scheme:dark){body{color:#eee;background:#161616}.failed{color:#ff8a80}.open{color:#ffd54f}.met{color:#a5d6a7}}
            """;

    private final Report report;
    private final Map<String, byte[]> pictures;
    private final StringBuilder page = new StringBuilder();

    private ReportPage(Report report, Map<String, byte[]> pictures) {
        this.report = report;
        this.pictures = pictures;
    }

    /**
     * HTML, UTF-8.
     *
     * @param pictures the PNGs of the worst slices by their hash, those that can be opened
     */
    public static String of(Report report, Map<String, byte[]> pictures) {
        return new ReportPage(report, pictures).write();
    }

    private String write() {
        GateOrder order = report.order();
        page.append("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>")
                .append(escaped(order.run() + " of " + order.domain()))
                .append("</title><style>")
                .append(STYLE)
                .append("</style><h1>")
                .append(escaped(name(report.verdict())))
                .append(" <small>")
                .append(escaped(order.challenger() + " for " + order.domain() + ", " + order.run()))
                .append("</small></h1>");
        if (!report.reasons().isEmpty()) {
            page.append("<ul>");
            report.reasons().forEach(reason -> page.append("<li>").append(escaped(reason)));
            page.append("</ul>");
        }
        findings();
        worst();
        facts();
        return page.append("</html>\n").toString();
    }

    private void findings() {
        page.append("<h2>Criteria and what was found</h2><p>Differences are the challenger's gain over units, which are patients"
                + " or scans: above zero it is better. A criterion is met where the lower bound lies above the limit;"
                + " where there are too few units for a bound, each unit has to.</p>");
        row("th", "criterion", "against", "on", "units", "mean", "lower bound", "p", "limit", "outcome");
        for (Finding finding : report.findings()) {
            page.append("<tr><td>")
                    .append(escaped(finding.criterion()))
                    .append("<td>")
                    .append(finding.against() == null ? "" : escaped(name(finding.against())))
                    .append("<td>")
                    .append(escaped(finding.stratum()));
            number(finding.units());
            number(finding.mean());
            number(finding.lower());
            number(finding.p());
            number(finding.limit());
            String outcome = name(finding.outcome());
            page.append("<td class=\"").append(outcome).append("\">").append(outcome);
        }
        page.append("</table>");
    }

    private void worst() {
        if (report.worst().isEmpty()) {
            return;
        }
        page.append("<h2>The slices on which it lost most</h2><p>Truth, champion, challenger, and five times how far the"
                + " challenger is off.</p>");
        for (WorstSlice slice : report.worst()) {
            byte[] png = pictures.get(slice.image().sha256());
            page.append("<figure>");
            if (png == null) {
                page.append("<p>It cannot be shown: its key is not here, or it is not kept any more.</p>");
            } else {
                page.append("<img alt=\"truth, champion, challenger, error\" src=\"data:image/png;base64,")
                        .append(Base64.getEncoder().encodeToString(png))
                        .append("\">");
            }
            page.append("<figcaption>")
                    .append(escaped(slice.slice() + " at " + slice.stratum() + "×: "
                            + (slice.gain() == null ? "not finite" : text(slice.gain()) + " dB against the champion")))
                    .append("</figcaption></figure>");
        }
    }

    private void facts() {
        GateOrder order = report.order();
        page.append("<h2>What this stands on</h2>");
        row("th", "", "");
        fact("ordered", Instant.ofEpochMilli(order.at()).toString());
        fact("challenger", order.challenger());
        fact("champion", order.champion());
        fact("baseline", order.baseline());
        fact("measured by", report.program());
        fact("policy", order.policy());
        fact("criteria, fixed before anything was measured", order.criteriaHash());
        fact("look at the held-out scans", report.criteria().look() + ", which may spend an error of "
                + text(report.criteria().error()) + " of " + Looks.ALL);
        fact("held-out samples", String.valueOf(report.measurements().hidden().size()));
        fact("held-out patients or scans that training has seen", String.valueOf(report.measurements().seen()));
        fact("slices of proxies", String.valueOf(report.measurements().proxies().size()));
        TrainingOrder training = report.training();
        fact(
                "training",
                training == null
                        ? "not a run of this site: what it learned from is not known"
                        : training.run() + ": " + training.samples().size() + " samples, " + training.proxies().size()
                                + " proxies, " + training.steps() + " steps, seed " + training.seed() + ", from "
                                + training.champion());
        MeasuredRange range = report.measured();
        fact(
                "would serve",
                range == null
                        ? "nothing"
                        : range.leastAcceleration() + "× to " + range.mostAcceleration() + "×, at least "
                                + range.fewestCentralLines() + " central lines, " + range.fewestCoils() + " to "
                                + range.mostCoils() + " channels");
        fact("way back", "the champion is kept as the domain's previous one: larmor models rollback --domain "
                + order.domain());
        page.append("</table><h2>Held-out samples</h2><p><code>")
                .append(escaped(String.join(" ", order.samples())))
                .append("</code></p>");
        if (training != null) {
            page.append("<h2>Samples that it learned from</h2><p><code>")
                    .append(escaped(String.join(" ", training.samples())))
                    .append("</code></p>");
        }
    }

    private void row(String cell, String... texts) {
        page.append("<table><tr>");
        List.of(texts).forEach(text ->
                page.append('<').append(cell).append('>').append(escaped(text)));
    }

    private void fact(String about, String value) {
        page.append("<tr><td>").append(escaped(about)).append("<td>").append(escaped(value));
    }

    private void number(@Nullable Number value) {
        page.append("<td class=\"n\">").append(value == null ? "" : value instanceof Integer ? value : text(value));
    }

    private static String text(Number value) {
        return String.format(Locale.ROOT, "%.4g", value.doubleValue());
    }

    private static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }
}
