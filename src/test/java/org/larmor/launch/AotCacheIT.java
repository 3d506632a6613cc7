package org.larmor.launch;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** What the packaged program does with files that lie where its ahead-of-time cache would; none is a cache. */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class AotCacheIT {
    private static final File JAR = new File(System.getProperty("larmor.jar"));

    @TempDir
    private Path caches;

    private Path fitting;

    @BeforeEach
    void aFolderOfCaches() throws IOException {
        Path folder = Files.createDirectories(caches.resolve("larmor").resolve("aot"));
        Path content = Files.writeString(caches.resolve("content"), "no cache");
        fitting = folder.resolve(AotCache.name(new File(System.getProperty("java.home")), JAR, content));
    }

    @Test
    void whatIsNoCacheIsIgnoredWithALine() throws Exception {
        Files.writeString(fitting, "no cache");
        assertThat(said()).containsExactly(
                "larmor: starts without an ahead-of-time cache: " + fitting
                        + " does not fit the JVM's options");
    }

    @Test
    void whatHasAnotherSumThanItsNameSaysIsIgnoredWithALine() throws Exception {
        Files.writeString(fitting, "no cach");
        assertThat(said()).containsExactly(
                "larmor: starts without an ahead-of-time cache: " + fitting + " is damaged");
    }

    @Test
    void whatIsOfAnotherProgramIsIgnoredWithALine() throws Exception {
        Path others = Files.writeString(fitting.resolveSibling("larmor-00000000-00000000-00000000.aot"), "another's");
        assertThat(said()).containsExactly(
                "larmor: starts without an ahead-of-time cache: " + others
                        + " is of another program or another Java");
    }

    @Test
    void whatOthersMayChangeIsIgnoredWithALine() throws Exception {
        Files.writeString(fitting, "another's");
        Files.setPosixFilePermissions(fitting, PosixFilePermissions.fromString("rw-rw----"));
        assertThat(said()).containsExactly(
                "larmor: starts without an ahead-of-time cache: others than its user may change " + fitting);
    }

    @Test
    void whatCannotBeReadDoesNotHideAnother() throws Exception {
        Files.writeString(fitting, "no cache");
        String name = fitting.getFileName().toString();
        Path unreadable = Files.createDirectory(fitting.resolveSibling(name.replaceFirst("[0-9a-f]{8}\\.aot$", "ffffffff.aot")));
        Files.setLastModifiedTime(unreadable, FileTime.from(Files.getLastModifiedTime(fitting).toInstant().plusSeconds(10)));
        assertThat(said()).containsExactly(
                "larmor: starts without an ahead-of-time cache: " + fitting
                        + " does not fit the JVM's options");
    }

    @Test
    void whoHasChosenOtherwiseIsLeftAlone() throws Exception {
        Files.writeString(fitting, "no cache");
        assertThat(said("-Xshare:off")).isEmpty();
    }

    /** What the program says beside the help that it was asked for, and the JVM with it. */
    private List<String> said(String... jvm) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.addAll(List.of(jvm));
        command.addAll(List.of("-jar", JAR.toString(), "serve", "--help"));
        Path errors = caches.resolve("errors");
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
        builder.environment().put("XDG_CACHE_HOME", caches.toString());
        Process process = builder.start();
        String help = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        assertThat(help).contains("Usage: larmor serve").doesNotContain("[aot]", "[cds]");
        return Files.readAllLines(errors);
    }
}
