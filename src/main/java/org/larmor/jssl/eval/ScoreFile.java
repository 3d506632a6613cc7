package org.larmor.jssl.eval;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Scores as comma-separated values. */
public final class ScoreFile {
    private ScoreFile() {}

    public static void write(Path csv, List<Score> scores) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("method,sampling,slice,ssim,psnr,nmse,seconds");
        for (Score s : scores) {
            lines.add(String.join(
                    ",",
                    quoted(s.method()),
                    quoted(s.sampling()),
                    quoted(s.slice()),
                    Double.toString(s.ssim()),
                    Double.toString(s.psnr()),
                    Double.toString(s.nmse()),
                    Double.toString(s.seconds())));
        }
        Files.write(csv, lines);
    }

    private static String quoted(String text) {
        return text.matches("[^\",\\r\\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
