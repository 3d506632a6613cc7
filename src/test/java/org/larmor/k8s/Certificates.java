package org.larmor.k8s;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** A certificate authority and what it has signed, made by Java's own keytool, and given out as Strimzi's secrets are. */
final class Certificates {
    static final String PASSWORD = "changeit";

    private static final String AUTHORITY = "authority";
    private static final Base64.Encoder PEM = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private final Path folder;
    private final Path all;

    /** @param folder where they are kept */
    Certificates(Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        this.all = folder.resolve("all.p12");
        keytool("-alias", AUTHORITY, "-dname", "CN=" + AUTHORITY, "-ext", "bc:c");
    }

    /** Signs one for a user, or for a broker on this machine. */
    void sign(String name) throws IOException, InterruptedException {
        keytool("-alias", name, "-dname", "CN=" + name, "-signer", AUTHORITY, "-ext", "SAN=IP:127.0.0.1");
    }

    /** What a broker is told of its own, of which it asks its clients for the like. */
    Map<String, String> broker(String name) throws GeneralSecurityException, IOException {
        Path file = folder.resolve(name + ".pem");
        Files.writeString(file, key(name) + chain(name));
        Path trusted = Files.writeString(folder.resolve("trusted.pem"), chain(AUTHORITY));
        return Map.of(
                "ssl.client.auth", "required",
                "ssl.keystore.type", "PEM",
                "ssl.keystore.location", file.toString(),
                "ssl.truststore.type", "PEM",
                "ssl.truststore.location", trusted.toString());
    }

    /** Writes what a pod of the user has mounted, below a folder that stands for the container's. */
    void mount(String user, Path authority, Path own) throws GeneralSecurityException, IOException {
        Files.writeString(Files.createDirectories(authority).resolve("ca.crt"), chain(AUTHORITY));
        Files.createDirectories(own);
        Files.writeString(own.resolve("user.crt"), chain(user));
        Files.writeString(own.resolve("user.key"), key(user));
    }

    private String key(String name) throws GeneralSecurityException, IOException {
        return pem("PRIVATE KEY", keys().getKey(name, PASSWORD.toCharArray()).getEncoded());
    }

    private String chain(String name) throws GeneralSecurityException, IOException {
        StringBuilder chain = new StringBuilder();
        for (Certificate one : keys().getCertificateChain(name)) {
            chain.append(pem("CERTIFICATE", one.getEncoded()));
        }
        return chain.toString();
    }

    private KeyStore keys() throws GeneralSecurityException, IOException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(all)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        return keys;
    }

    private static String pem(String what, byte[] bytes) {
        return "-----BEGIN " + what + "-----\n" + PEM.encodeToString(bytes) + "\n-----END " + what + "-----\n";
    }

    private void keytool(String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair", "-keyalg", "EC", "-validity", "1", "-storetype", "PKCS12",
                "-keystore", all.toString(), "-storepass", PASSWORD));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(out).isZero();
    }
}
