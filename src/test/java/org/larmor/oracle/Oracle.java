package org.larmor.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The folder of reference numbers: system property {@code larmor.oracle}, else {@code ../shared/oracle}. */
final class Oracle {
    private static final Path DEFAULT = Path.of("..", "shared", "oracle");
    private final Path folder;
    private final JsonNode cases;

    private Oracle(Path folder) {
        this.folder = folder;
        try {
            cases = new ObjectMapper().readTree(folder.resolve("manifest.json").toFile()).get("cases");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether there is anything to check: a folder that was named is always checked, existing or not. */
    static boolean present() {
        return System.getProperty("larmor.oracle") != null || Files.exists(DEFAULT);
    }

    static Oracle open() {
        String named = System.getProperty("larmor.oracle");
        return new Oracle(named == null ? DEFAULT : Path.of(named));
    }

    List<String> caseNames() {
        List<String> names = new ArrayList<>();
        cases.fieldNames().forEachRemaining(names::add);
        return names;
    }

    OracleCase open(String name) {
        if (!cases.has(name)) {
            throw new AssertionError("the manifest has no case " + name);
        }
        return new OracleCase(this, name, folder.resolve(name), cases.get(name));
    }
}
