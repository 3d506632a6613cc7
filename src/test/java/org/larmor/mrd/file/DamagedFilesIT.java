package org.larmor.mrd.file;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

/** Damaged files end in the one typed exception, or are read; never in anything else, and never without end. */
class DamagedFilesIT {
    private static final int MUTANTS = 400;
    private static final int CUTS = 100;

    @TempDir
    Path folder;

    @Test
    void mutatedFilesKnowOneException() throws Exception {
        byte[] whole = Files.readAllBytes(Tools.phantom(folder, "whole", "-m", "16", "-c", "2"));
        Random random = new Random(20);
        int refused = 0;
        for (int i = 0; i < MUTANTS; i++) {
            byte[] mutant = whole.clone();
            int wounds = 1 + random.nextInt(8);
            for (int w = 0; w < wounds; w++) {
                // half of the wounds where the structure lies densest
                int at = random.nextInt(random.nextBoolean() ? mutant.length : Math.min(8192, mutant.length));
                mutant[at] = switch (random.nextInt(4)) {
                    case 0 -> (byte) 0;
                    case 1 -> (byte) 0xFF;
                    case 2 -> (byte) (mutant[at] ^ 1 << random.nextInt(8));
                    default -> (byte) random.nextInt();
                };
            }
            refused += refused(mutant) ? 1 : 0;
        }
        assertThat(refused).isBetween(MUTANTS / 20, MUTANTS);
    }

    @Test
    void everyTruncatedFileIsRefused() throws Exception {
        byte[] whole = Files.readAllBytes(Tools.phantom(folder, "whole", "-m", "16", "-c", "2"));
        Random random = new Random(21);
        for (int i = 0; i < CUTS; i++) {
            int length = random.nextInt(whole.length);
            assertThat(refused(Arrays.copyOf(whole, length))).as("cut to " + length).isTrue();
            byte[] zeros = Arrays.copyOf(Arrays.copyOf(whole, length), whole.length);
            refused(zeros);
        }
    }

    private boolean refused(byte[] content) throws Exception {
        Path file = Files.write(folder.resolve("mutant.h5"), content);
        return assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            try (MrdFile mrd = MrdFile.open(file)) {
                drain(mrd.acquisitionMessages());
                drain(mrd.waveformMessages());
                return false;
            } catch (MrdFileException e) {
                assertThat(e.problem()).isNotEqualTo(MrdFileException.Problem.UNREADABLE);
                return true;
            }
        });
    }

    private static void drain(MessageReader messages) throws MrdFileException {
        for (ByteBuffer message = messages.next(); message != null; message = messages.next()) {
            assertThat(message.remaining()).isGreaterThan(0);
        }
    }
}
