package org.larmor.adapt.gate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The figures of a gate as they come, a line each in its folder, so that one that was stopped goes on. One thread's. */
final class Figures {
    private static final String FILE = "figures.jsonl";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final List<ProxyFigure> proxies = new ArrayList<>();
    private final List<HiddenFigure> hidden = new ArrayList<>();

    private record Line(@Nullable ProxyFigure proxy, @Nullable HiddenFigure hidden) {}

    /** Goes on with what the folder has. */
    Figures(Path folder) throws IOException {
        file = folder.resolve(FILE);
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                read(line);
            }
        }
    }

    private void read(String text) {
        try {
            Line line = text.isBlank() ? new Line(null, null) : JSON.readValue(text, Line.class);
            if (line.proxy() != null) {
                proxies.add(line.proxy());
            }
            if (line.hidden() != null) {
                hidden.add(line.hidden());
            }
        } catch (JsonProcessingException e) {
            // cut short as its process died: it is measured again
            return;
        }
    }

    boolean has(String slice, int stratum) {
        return proxies.stream()
                .anyMatch(figure -> figure.slice().equals(slice)
                        && figure.acquisition().stratum() == stratum);
    }

    boolean has(String sample) {
        return hidden.stream().anyMatch(figure -> figure.sample().equals(sample));
    }

    void add(ProxyFigure figure) throws IOException {
        proxies.add(figure);
        write(new Line(figure, null));
    }

    void add(HiddenFigure figure) throws IOException {
        hidden.add(figure);
        write(new Line(null, figure));
    }

    /** In a line of its own, also behind one that was cut short. */
    private void write(Line line) throws IOException {
        Files.writeString(
                file, "\n" + JSON.writeValueAsString(line) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    List<ProxyFigure> proxies() {
        return proxies;
    }

    List<HiddenFigure> hidden() {
        return hidden;
    }
}
