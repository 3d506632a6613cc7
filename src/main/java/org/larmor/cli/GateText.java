package org.larmor.cli;

import java.io.PrintWriter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.larmor.adapt.gate.Finding;
import org.larmor.adapt.gate.Report;

/** A gate's report for a terminal: the verdict, why, and every criterion. */
record GateText(Report report) {
    void print(PrintWriter out) {
        out.println("  verdict: " + report.verdict().name().toLowerCase(Locale.ROOT) + ", look "
                + report.criteria().look() + ", which may spend an error of " + number(report.criteria().error()));
        report.reasons().forEach(reason -> out.println("  - " + reason));
        Table table = new Table("criterion", "against", "on", "units", "mean", "lower bound", "p", "limit", "outcome");
        for (Finding finding : report.findings()) {
            table.row(
                    finding.criterion(),
                    finding.against() == null ? "" : finding.against().name().toLowerCase(Locale.ROOT),
                    finding.stratum(),
                    finding.units(),
                    number(finding.mean()),
                    number(finding.lower()),
                    number(finding.p()),
                    number(finding.limit()),
                    finding.outcome().name().toLowerCase(Locale.ROOT));
        }
        table.print(out);
    }

    private static String number(@Nullable Double value) {
        return value == null ? "" : String.format(Locale.ROOT, "%.4g", value);
    }
}
