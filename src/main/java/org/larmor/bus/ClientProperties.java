package org.larmor.bus;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * Properties for every Kafka client, by Kafka's names: how to speak to a cluster that asks for TLS or SASL. They may hold
 * passwords, so their values are never shown.
 */
public record ClientProperties(Map<String, String> values) {
    public static final ClientProperties NONE = new ClientProperties(Map.of());

    private static final String BOOTSTRAP = "bootstrap.servers";

    public ClientProperties {
        values = Map.copyOf(values);
    }

    /**
     * Reads a file of Java properties, as Kafka's own tools take it.
     *
     * @throws IllegalArgumentException where it cannot be read, or says what is said elsewhere
     */
    public static ClientProperties read(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new IllegalArgumentException(file + " cannot be read: " + e, e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + " holds no properties: " + e.getMessage(), e);
        }
        if (properties.containsKey(BOOTSTRAP)) {
            throw new IllegalArgumentException(file + " names " + BOOTSTRAP + ", which --kafka says");
        }
        Map<String, String> values = new TreeMap<>();
        properties.stringPropertyNames().forEach(name -> values.put(name, properties.getProperty(name)));
        return new ClientProperties(values);
    }

    @Override
    public String toString() {
        return "client properties " + new TreeMap<>(values).keySet();
    }
}
