package org.larmor.bus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A folder with definitions of topics that replace this program's own, a {@code NAME.yaml} each, as {@code topics plan} writes it. */
public record TopicFolder(Path folder) {
    private static final String YAML = ".yaml";

    /**
     * Writes definitions.
     *
     * @param above lines for people, which each file begins with
     */
    public void write(List<TopicSpec> specs, List<String> above) throws IOException {
        Files.createDirectories(folder);
        StringBuilder comment = new StringBuilder();
        above.forEach(line -> comment.append("# ").append(line).append('\n'));
        for (TopicSpec spec : specs) {
            Files.writeString(folder.resolve(spec.name() + YAML), comment + spec.yaml());
        }
    }

    /** @throws BusException where there is none, or one that is no topic of ours */
    public List<TopicSpec> read() throws IOException {
        List<TopicSpec> specs = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(one -> one.toString().endsWith(YAML)).sorted().toList()) {
                TopicSpec spec = TopicSpec.parse(Files.readString(file));
                if (!Topics.names().contains(spec.name())) {
                    throw new BusException(file + ": " + spec.name() + " is no topic of Larmor's");
                }
                specs.add(spec);
            }
        }
        if (specs.isEmpty()) {
            throw new BusException(folder + " has no definition of a topic");
        }
        return specs;
    }
}
