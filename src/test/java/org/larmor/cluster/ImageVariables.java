package org.larmor.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the Dockerfile puts into the environment of every process of its image. */
final class ImageVariables {
    private static final Path DELIVERED = Path.of("docker", "Dockerfile");
    private static final Pattern INSTRUCTION = Pattern.compile("(?m)^ENV (.*)$");
    private static final Pattern VARIABLE = Pattern.compile("(\\w+)=(\\S+)");

    private ImageVariables() {}

    static Map<String, String> delivered() throws IOException {
        Map<String, String> variables = new TreeMap<>();
        Matcher instruction = INSTRUCTION.matcher(Files.readString(DELIVERED).replaceAll("\\\\\\n\\s*", ""));
        while (instruction.find()) {
            Matcher variable = VARIABLE.matcher(instruction.group(1));
            while (variable.find()) {
                variables.put(variable.group(1), variable.group(2));
            }
        }
        return variables;
    }
}
