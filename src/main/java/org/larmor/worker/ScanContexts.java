package org.larmor.worker;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.larmor.bus.ChunkException;
import org.larmor.bus.record.ChunkKind;
import org.larmor.bus.record.ChunkRef;
import org.larmor.bus.record.Job;
import org.larmor.mrd.FrameKey;
import org.larmor.mrd.header.HeaderException;
import org.larmor.mrd.header.HeaderReader;
import org.larmor.mrd.header.MrdHeader;
import org.larmor.recon.ScanContext;
import org.larmor.recon.coil.MapCache;
import org.larmor.recon.coil.MapStore;

/**
 * What the frames of a scan share, loaded once and kept while used: the parsed header and the noise by scan, the
 * calibration by slot. Loaded anew where a job refers to other chunks. The same {@link ScanContext} is given out as long
 * as nothing changed, so that what is computed from it, coil maps above all, is computed once. Thread-safe; what one thread
 * loads, others that need it wait for.
 */
final class ScanContexts {
    /** What a parsed header is taken to weigh for each byte of XML. */
    private static final int PARSED = 4;

    private static final int LOCKS = 64;

    private record Slot(String scan, FrameKey slot) {}

    private record Loaded<T>(List<ChunkRef> from, T value) {}

    private final ByteBoundedCache<String, Loaded<ScanContext>> scans;
    private final ByteBoundedCache<Slot, Loaded<List<ByteBuffer>>> calibrations;
    private final MapStore maps;
    private final Object[] locks = Stream.generate(Object::new).limit(LOCKS).toArray();

    /**
     * @param bytes bound of what is kept, but for coil maps
     * @param maps keeps the coil maps of all scans
     */
    ScanContexts(long bytes, MapStore maps) {
        this.maps = maps;
        this.scans = new ByteBoundedCache<>(bytes / 2);
        this.calibrations = new ByteBoundedCache<>(bytes / 2);
    }

    /**
     * @param loader the calling thread's
     * @throws ChunkException where a chunk of it is missing or damaged, or the header cannot be read
     */
    ScanContext scan(Job job, ChunkLoader loader) throws ChunkException {
        synchronized (lock(job)) {
            return keptOrLoaded(job, loader);
        }
    }

    private ScanContext keptOrLoaded(Job job, ChunkLoader loader) throws ChunkException {
        List<ChunkRef> xml = of(ChunkKind.HEADER, job);
        List<ChunkRef> noise = of(ChunkKind.NOISE, job);
        List<ChunkRef> refs = new ArrayList<>(xml);
        refs.addAll(noise);
        Loaded<ScanContext> kept = scans.get(job.scan());
        if (kept != null && kept.from().equals(refs)) {
            return kept.value();
        }
        MrdHeader header = header(joined(load(job, loader, xml, frame -> true)));
        ScanContext context = new ScanContext(
                header, copies(load(job, loader, noise, frame -> true)), new MapCache(maps));
        scans.put(job.scan(), new Loaded<>(refs, context), PARSED * bytes(xml) + bytes(noise));
        return context;
    }

    /**
     * The calibration readouts of the job's slot.
     *
     * @param loader the calling thread's
     * @throws ChunkException where a chunk of them is missing or damaged
     */
    List<ByteBuffer> calibration(Job job, ChunkLoader loader) throws ChunkException {
        List<ChunkRef> refs = of(ChunkKind.CALIBRATION, job);
        if (refs.isEmpty()) {
            return List.of();
        }
        synchronized (lock(job)) {
            return keptOrLoaded(job, loader, refs);
        }
    }

    private List<ByteBuffer> keptOrLoaded(Job job, ChunkLoader loader, List<ChunkRef> refs) throws ChunkException {
        Slot slot = new Slot(job.scan(), job.frame().slot());
        Loaded<List<ByteBuffer>> kept = calibrations.get(slot);
        if (kept != null && kept.from().equals(refs)) {
            return views(kept.value());
        }
        List<ByteBuffer> chunks = copies(load(job, loader, refs, frame -> frame.slice() == job.frame().slice()));
        calibrations.put(slot, new Loaded<>(refs, chunks), bytes(refs));
        return views(chunks);
    }

    private Object lock(Job job) {
        return locks[Math.floorMod(job.scan().hashCode(), LOCKS)];
    }

    /** With positions of their own. */
    private static List<ByteBuffer> views(List<ByteBuffer> chunks) {
        return chunks.stream().map(ByteBuffer::duplicate).toList();
    }

    private static MrdHeader header(byte[] xml) throws ChunkException {
        try {
            return HeaderReader.read(xml);
        } catch (HeaderException e) {
            throw new ChunkException("the scan's XML header cannot be read: " + e.getMessage(), e);
        }
    }

    private static List<ByteBuffer> load(
            Job job, ChunkLoader loader, List<ChunkRef> refs, Predicate<FrameKey> frame)
            throws ChunkException {
        return loader.load(job.scan(), job.partition(), refs, frame);
    }

    private static List<ChunkRef> of(ChunkKind kind, Job job) {
        return job.contexts().stream().filter(ref -> ref.kind() == kind).toList();
    }

    private static long bytes(List<ChunkRef> refs) {
        return refs.stream().mapToLong(ChunkRef::bytes).sum();
    }

    private static byte[] joined(List<ByteBuffer> chunks) {
        ByteBuffer whole = ByteBuffer.allocate(
                chunks.stream().mapToInt(ByteBuffer::remaining).reduce(0, Math::addExact));
        chunks.forEach(whole::put);
        return whole.array();
    }

    /** What is kept must not keep the rest of what was received with it. */
    private static List<ByteBuffer> copies(List<ByteBuffer> chunks) {
        List<ByteBuffer> copies = new ArrayList<>(chunks.size());
        for (ByteBuffer chunk : chunks) {
            copies.add(ByteBuffer.allocate(chunk.remaining()).put(chunk).flip().asReadOnlyBuffer());
        }
        return List.copyOf(copies);
    }
}
