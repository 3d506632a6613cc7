package org.larmor.node;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A setting of a node. It has one name everywhere: {@code mrd-port} in the configuration file is {@code --mrd-port} on
 * the command line and {@code LARMOR_MRD_PORT} in the environment.
 *
 * @param label what its value is, for the help
 * @param help what it does, for the help
 * @param standard its value where nothing is said; null where there is none
 * @param hidden whether the help leaves it out, as nobody but a test needs it
 */
public record Setting<T>(
        String name, String label, String help, @Nullable String standard, SettingReader<T> reader, boolean hidden) {
    Setting(String name, String label, String help, @Nullable String standard, SettingReader<T> reader) {
        this(name, label, help, standard, reader, false);
    }

    /** Its option on the command line. */
    public String flag() {
        return "--" + name;
    }

    /**
     * Its value as somebody has written it.
     *
     * @throws IllegalArgumentException where the text is none, with a message that says what it lacks
     */
    public T read(String text) {
        return reader.read(text);
    }

    /** Its variable in the environment. */
    public String variable() {
        return "LARMOR_" + name.replace('-', '_').toUpperCase(Locale.ROOT);
    }
}
