package org.larmor.cli.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.larmor.jssl.data.DataException;

/** What of an experiment has been done, a line each, so that one that was stopped goes on. */
final class Journal {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final Set<String> sent = new HashSet<>();
    private final List<Round> rounds = new ArrayList<>();

    /**
     * Begins one, or goes on with it.
     *
     * @throws DataException where the folder holds what was made under another plan
     */
    Journal(Path folder, String plan) throws IOException {
        file = folder.resolve("journal.jsonl");
        if (Files.notExists(file)) {
            write(new Round.Entry(plan, null, null));
            return;
        }
        for (String line : Files.readAllLines(file)) {
            Round.Entry entry = entry(line);
            if (entry.plan() != null && !entry.plan().equals(plan)) {
                throw new DataException(folder + " was made under another plan; use another folder");
            }
            if (entry.sent() != null) {
                sent.add(entry.sent());
            }
            if (entry.round() != null) {
                rounds.add(entry.round());
            }
        }
    }

    private static Round.Entry entry(String line) {
        try {
            return line.isBlank() ? new Round.Entry(null, null, null) : JSON.readValue(line, Round.Entry.class);
        } catch (JsonProcessingException e) {
            return new Round.Entry(null, null, null); // cut short as its process died: it is done again
        }
    }

    boolean isSent(String scan) {
        return sent.contains(scan);
    }

    void sent(String scan) throws IOException {
        sent.add(scan);
        write(new Round.Entry(null, scan, null));
    }

    List<Round> rounds() {
        return rounds;
    }

    void round(Round round) throws IOException {
        rounds.add(round);
        write(new Round.Entry(null, null, round));
    }

    /** In a line of its own, also behind one that was cut short. */
    private void write(Round.Entry entry) throws IOException {
        Files.writeString(
                file, "\n" + JSON.writeValueAsString(entry) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
