package org.larmor.node;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The values of all settings: from the command line, else from the environment, else from the configuration file, else
 * what holds where nothing is said. What is wrong is collected, so that it can be told at once.
 */
final class SettingValues {
    private record Said(String where, String text) {}

    private final Map<String, String> flags;
    private final Map<String, String> environment;
    private final Map<Setting<?>, Object> values = new HashMap<>();
    private final Set<Setting<?>> faulty = new HashSet<>();
    private final List<String> faults = new ArrayList<>();

    /** @param flags what the command line says, by settings' names */
    SettingValues(Map<String, String> flags, Map<String, String> environment) {
        this.flags = flags;
        this.environment = environment;
        Said config = said(NodeSettings.CONFIG, Map.of(), "");
        Map<String, String> file = config == null ? Map.of() : file(config);
        for (Setting<?> setting : NodeSettings.ALL) {
            Said said = said(setting, file, config == null ? "" : config.text);
            if (said != null && !setting.equals(NodeSettings.CONFIG)) {
                read(setting, said);
            } else if (setting.standard() != null) {
                values.put(setting, setting.reader().read(setting.standard()));
            }
        }
    }

    /** A setting's value, where it has one that could be read. */
    @SuppressWarnings("unchecked") // each value was read by its setting's own reader
    <T> Optional<T> find(Setting<T> setting) {
        return Optional.ofNullable((T) values.get(setting));
    }

    /** Adds a fault that shows only in several settings together. */
    void fault(String text) {
        faults.add(text);
    }

    /** Whether a setting's value is unknown because what was said of it is wrong. */
    boolean isFaulty(Setting<?> setting) {
        return faulty.contains(setting) || faulty.contains(NodeSettings.CONFIG);
    }

    private void fault(Setting<?> setting, String text) {
        faulty.add(setting);
        faults.add(text);
    }

    /** @throws ConfigException where there are faults, with all of them */
    void check() throws ConfigException {
        if (!faults.isEmpty()) {
            throw new ConfigException(faults);
        }
    }

    private @Nullable Said said(Setting<?> setting, Map<String, String> file, String fileName) {
        String flag = flags.get(setting.name());
        if (flag != null) {
            return new Said(setting.flag(), flag);
        }
        String variable = environment.get(setting.variable());
        // Whoever cannot unset a variable sets it to nothing.
        if (variable != null && !variable.isBlank()) {
            return new Said(setting.variable(), variable);
        }
        String line = file.get(setting.name());
        return line == null ? null : new Said(setting.name() + " in " + fileName, line);
    }

    private void read(Setting<?> setting, Said said) {
        try {
            values.put(setting, setting.reader().read(said.text));
        } catch (IllegalArgumentException e) {
            fault(setting, said.where + ": " + e.getMessage());
        }
    }

    private Map<String, String> file(Said config) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of(config.text))) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            fault(NodeSettings.CONFIG, config.where + ": " + config.text + " cannot be read: " + e);
        }
        Map<String, String> file = new TreeMap<>();
        for (String name : properties.stringPropertyNames()) {
            if (name.equals(NodeSettings.CONFIG.name())
                    || NodeSettings.ALL.stream().noneMatch(setting -> setting.name().equals(name))) {
                faults.add(name + " in " + config.text + ": no such setting");
            } else {
                file.put(name, properties.getProperty(name).strip());
            }
        }
        return file;
    }
}
