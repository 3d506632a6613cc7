package org.larmor.adapt.runs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.larmor.adapt.samples.SampleException;
import org.larmor.adapt.samples.SampleStore;
import org.larmor.bus.record.ProxySlice;
import org.larmor.bus.record.StoredSample;
import org.larmor.jssl.data.DataException;
import org.larmor.jssl.data.KspaceSlice;
import org.larmor.jssl.data.Sample;
import org.larmor.jssl.data.SliceFile;
import org.larmor.jssl.data.SliceOpener;
import org.larmor.jssl.data.SliceRef;

/**
 * Samples and proxies as training reads slices: each a file of one slice, by a path that no disk has. They are decrypted as
 * they are read, and of a sample what is hidden is left out. Used by one thread at a time.
 */
public final class StoredSlices implements SliceOpener {
    private final Map<Path, Source> sources = new HashMap<>();

    private record Source(boolean complete, Reader reader) {}

    @FunctionalInterface
    private interface Reader {
        Optional<Sample> read() throws IOException;
    }

    private final SampleStore store;

    public StoredSlices(SampleStore store) {
        this.store = store;
    }

    /** Names a sample. */
    public SliceRef sample(StoredSample sample) {
        return named(sample.scan() + "_" + sample.frame(), new Source(false, () -> store.read(sample)));
    }

    /** Names a proxy. */
    public SliceRef proxy(ProxySlice proxy) {
        return named(proxy.set() + "_" + proxy.number(), new Source(true, () -> store.read(proxy)));
    }

    private SliceRef named(String name, Source source) {
        Path path = Path.of(name);
        sources.put(path, source);
        return new SliceRef(path, 0);
    }

    /** Whether it can be read: its key is there. What cannot is to be left out. */
    public boolean isThere(SliceRef slice) {
        try {
            return read(slice.file()).isPresent();
        } catch (IOException | SampleException e) {
            return false;
        }
    }

    private Optional<Sample> read(Path path) throws IOException {
        Source source = sources.get(path);
        if (source == null) {
            throw new DataException("no stored slice is called " + path);
        }
        return source.reader().read();
    }

    @Override
    public boolean hides() {
        return true;
    }

    @Override
    public SliceFile open(Path path) {
        return new SliceFile() {
            @Override
            public Path path() {
                return path;
            }

            @Override
            public int slices() {
                return 1;
            }

            @Override
            public boolean complete(int slice) {
                return sources.containsKey(path) && sources.get(path).complete();
            }

            @Override
            public KspaceSlice read(int slice) {
                try {
                    return StoredSlices.this
                            .read(path)
                            .orElseThrow(() -> new DataException(path + " was forgotten"))
                            .open();
                } catch (IOException | SampleException e) {
                    throw new DataException(path + ": " + e.getMessage(), e);
                }
            }

            @Override
            public Optional<Sample> whole(int slice) {
                try {
                    return StoredSlices.this.read(path);
                } catch (IOException | SampleException e) {
                    throw new DataException(path + ": " + e.getMessage(), e);
                }
            }

            @Override
            public void close() {}
        };
    }
}
