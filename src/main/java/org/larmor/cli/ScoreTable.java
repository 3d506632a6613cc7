package org.larmor.cli;

import java.util.List;
import java.util.Locale;
import org.larmor.jssl.eval.Mean;
import org.larmor.jssl.eval.Score;

/** Figures as tables. */
final class ScoreTable {
    private ScoreTable() {}

    static Table slices(List<Score> scores) {
        Table table = new Table("slice", "sampling", "method", "SSIM", "PSNR dB", "NMSE", "s");
        for (Score s : scores) {
            table.row(s.slice(), s.sampling(), s.method(), s.ssim(), s.psnr(), s.nmse(), s.seconds());
        }
        return table;
    }

    /** Means with their standard deviations. */
    static Table means(List<Mean> means) {
        Table table = new Table("sampling", "method", "images", "SSIM", "PSNR dB", "NMSE", "s");
        for (Mean m : means) {
            table.row(
                    m.sampling(),
                    m.method(),
                    m.scores(),
                    text("%.3f ± %.3f", m.ssim()),
                    text("%.2f ± %.2f", m.psnr()),
                    text("%.4f ± %.4f", m.nmse()),
                    m.seconds());
        }
        return table;
    }

    private static String text(String format, Mean.Figure figure) {
        return String.format(Locale.ROOT, format, figure.mean(), figure.sd());
    }
}
