package org.larmor.bus;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalInt;

/** Holds a data folder for one broker, and keeps the port it was last reached at. */
final class DataFolderLock implements AutoCloseable {
    private static final int LONGEST = 16;

    private final Path file;
    private final FileChannel channel;

    private DataFolderLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** @throws BusException where the folder cannot be used, or another broker uses it */
    static DataFolderLock acquire(Path folder) {
        Path file = folder.resolve("broker.lock");
        try {
            Files.createDirectories(folder);
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (!locked(channel)) {
                channel.close();
                throw new BusException("the data folder " + folder + " is in use by another broker");
            }
            return new DataFolderLock(file, channel);
        } catch (IOException e) {
            throw new BusException("cannot use the data folder " + folder + ": " + e, e);
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            // Held in this process.
            return false;
        }
    }

    /** The port kept, empty in a new folder. */
    OptionalInt port() {
        try {
            ByteBuffer buffer = ByteBuffer.allocate(LONGEST);
            channel.read(buffer, 0);
            String text = new String(buffer.array(), 0, buffer.position(), StandardCharsets.US_ASCII).strip();
            return text.matches("\\d{1,5}") ? OptionalInt.of(Integer.parseInt(text)) : OptionalInt.empty();
        } catch (IOException e) {
            throw new BusException("cannot read " + file + ": " + e, e);
        }
    }

    void keepPort(int port) {
        try {
            channel.truncate(0);
            channel.write(ByteBuffer.wrap((port + "\n").getBytes(StandardCharsets.US_ASCII)), 0);
        } catch (IOException e) {
            throw new BusException("cannot write " + file + ": " + e, e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new BusException("cannot release " + file + ": " + e, e);
        }
    }
}
