package org.larmor.node;

import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.larmor.bus.ClientProperties;

/** Reads a setting's value from the text that somebody has written. */
@FunctionalInterface
interface SettingReader<T> {
    /** @throws IllegalArgumentException where the text is no such value, with a message that says what it lacks */
    T read(String text);

    /** Reads a path; nothing need be there. */
    static SettingReader<Path> path() {
        return text -> {
            if (text.isBlank()) {
                throw new IllegalArgumentException("a path is missing");
            }
            return Path.of(text);
        };
    }

    /** Reads a TCP port, where 0 stands for any free one. */
    static SettingReader<Integer> port() {
        return text -> whole(text, 0, 65_535, "port (0 to 65535)");
    }

    /** Reads how many of something there are, 1 at least. */
    static SettingReader<Integer> count() {
        return text -> whole(text, 1, 1_000, "number from 1 to 1000");
    }

    /** Reads a name or an address of a machine. */
    static SettingReader<String> host() {
        Pattern host = Pattern.compile("[0-9A-Za-z.:_-]+");
        return text -> {
            String name = text.strip();
            if (!host.matcher(name).matches()) {
                throw new IllegalArgumentException("'" + text + "' is no address or name of this machine");
            }
            return name;
        };
    }

    /** Reads a number of bytes as JVM options say it: {@code 4096k}, {@code 96m}, {@code 2g}. */
    static SettingReader<Long> bytes() {
        return bytes(1);
    }

    /** Likewise, so many at least. */
    static SettingReader<Long> bytes(long least) {
        Pattern size = Pattern.compile("(\\d{1,9})([kmg])", Pattern.CASE_INSENSITIVE);
        return text -> {
            Matcher matcher = size.matcher(text.strip());
            if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
                throw new IllegalArgumentException("'" + text + "' is no size such as 512k, 96m or 2g");
            }
            int shift =
                    switch (matcher.group(2).toLowerCase(Locale.ROOT)) {
                        case "k" -> 10;
                        case "m" -> 20;
                        default -> 30;
                    };
            long bytes = Long.parseLong(matcher.group(1)) << shift;
            if (bytes < least) {
                throw new IllegalArgumentException("'" + text + "' is less than the " + (least >> 20) + "m that it takes at least");
            }
            return bytes;
        };
    }

    private static int whole(String text, int least, int most, String what) {
        try {
            int value = Integer.parseInt(text.strip());
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is no " + what, e);
        }
        throw new IllegalArgumentException("'" + text + "' is no " + what);
    }

    /** Reads a time span as people write them, {@code 500ms}, {@code 30s}, {@code 10m}, {@code 2h}, or as ISO 8601. */
    static SettingReader<Duration> duration() {
        return text -> {
            Duration duration = span(text.strip());
            if (!duration.isPositive()) {
                throw new IllegalArgumentException("'" + text + "' is no time span above 0");
            }
            return duration;
        };
    }

    private static Duration span(String text) {
        Matcher matcher = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)").matcher(text);
        if (!matcher.matches()) {
            try {
                return Duration.parse(text);
            } catch (DateTimeParseException e) {
                throw new IllegalArgumentException("'" + text + "' is no time span such as 500ms, 30s, 10m or 2h", e);
            }
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    /** Reads {@code host:port}, one or several, separated by commas. */
    static SettingReader<String> addresses() {
        Pattern address = Pattern.compile("[^\\s,]+:\\d{1,5}");
        return text -> {
            String all = text.replaceAll("\\s", "");
            for (String one : all.split(",", -1)) {
                if (!address.matcher(one).matches()) {
                    throw new IllegalArgumentException("'" + one + "' is no host:port");
                }
            }
            return all;
        };
    }

    /** Reads a file of properties for Kafka's clients. */
    static SettingReader<ClientProperties> clientProperties() {
        return text -> ClientProperties.read(path().read(text));
    }

    /** Reads roles' names, separated by commas; the roles come in the order in which they start. */
    static SettingReader<List<Role>> roles() {
        return text -> {
            List<Role> named = new ArrayList<>();
            for (String name : text.split(",", -1)) {
                named.add(Roles.named(name.strip()).orElseThrow(() -> new IllegalArgumentException(
                        "'" + name.strip() + "' is no role; roles are " + Roles.names())));
            }
            return Roles.ALL.stream().filter(named::contains).toList();
        };
    }
}
