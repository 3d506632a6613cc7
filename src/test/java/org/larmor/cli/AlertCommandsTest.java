package org.larmor.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The commands that the pages of the alerts tell people to give are ones that the program takes. */
class AlertCommandsTest {
    private static final Pattern COMMAND = Pattern.compile("`larmor ([^`]+)`");
    private static final Pattern WORD = Pattern.compile("\"[^\"]*\"|\\S+");

    @Test
    void theyAreTaken() throws IOException {
        String page = Files.readString(Path.of("k8s/ALERTS.md")).replaceAll("\\s+", " ");
        int commands = 0;
        Matcher command = COMMAND.matcher(page);
        while (command.find()) {
            String line = command.group(1);
            assertThatCode(() -> parse(line)).as(line).doesNotThrowAnyException();
            commands++;
        }
        assertThat(commands).isGreaterThan(20);
        assertThatThrownBy(() -> parse("adapt burn --kafka K")).hasMessageContaining("burn");
    }

    private static void parse(String line) {
        List<String> words = new ArrayList<>();
        WORD.matcher(line).results().forEach(word -> words.add(word.group().replace("\"", "")));
        Main.commandLine().parseArgs(words.toArray(String[]::new));
    }
}
