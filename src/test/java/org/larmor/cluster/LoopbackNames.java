package org.larmor.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An address of the loopback interface for each name, so that processes of one machine can listen at the same port and call
 * each other as they would in a network of containers. Java reads the names from a file, which replaces every other source.
 */
final class LoopbackNames {
    private static final int LEAST = 1;
    private static final int MOST = 254;

    private final Map<String, String> addresses = new LinkedHashMap<>();
    private final Path file;

    /** @param file is written */
    LoopbackNames(Collection<String> names, Path file) throws IOException {
        this.file = file;
        // another run of the same test on this machine has other addresses
        long run = ProcessHandle.current().pid();
        String network = "127." + (LEAST + run / MOST % MOST) + "." + (LEAST + run % MOST) + ".";
        names.forEach(name -> addresses.put(name, network + (LEAST + addresses.size())));
        List<String> lines = new ArrayList<>(List.of("127.0.0.1 localhost"));
        lines.add("127.0.0.1 " + InetAddress.getLocalHost().getHostName());
        addresses.forEach((name, address) -> lines.add(address + " " + name));
        Files.write(file, lines);
    }

    String address(String name) {
        String address = addresses.get(name);
        if (address == null) {
            throw new IllegalArgumentException("no address for " + name);
        }
        return address;
    }

    /** The option by which a JVM takes the names from here. */
    String option() {
        return "-Djdk.net.hosts.file=" + file;
    }
}
