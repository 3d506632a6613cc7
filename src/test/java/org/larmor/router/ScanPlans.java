package org.larmor.router;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.larmor.bus.record.ChunkKind;
import org.larmor.bus.record.ChunkRef;
import org.larmor.bus.record.IndexEvent.ChunkStored;
import org.larmor.bus.record.Job;
import org.larmor.bus.record.Lines;
import org.larmor.bus.record.ResultEvent.FrameFailed;
import org.larmor.mrd.FrameKey;
import org.larmor.mrd.header.HeaderReader;
import org.larmor.mrd.header.MrdHeader;
import org.larmor.mrd.wire.AcquisitionHeader;
import org.larmor.mrd.wire.MessageId;
import org.larmor.recon.RecordedScan;
import org.larmor.scan.FramePlan;
import org.larmor.scan.ReadoutSorter;
import org.larmor.scan.RecipeRequest;
import org.larmor.scan.ScanFacts;
import org.larmor.sim.MessageSource;

/** What becomes of a scan's frames: by the router, and by offline reconstruction. */
final class ScanPlans {
    private static final String SCAN = Scans.A;

    private ScanPlans() {}

    /** The router's, which is told of every readout as a chunk of its own, and of the close. Nobody has a model. */
    static List<PlannedFrame> routed(MessageSource source, String config) throws Exception {
        try (Bench bench = new Bench()) {
            bench.open(SCAN, RecipeRequest.named(config).orElseThrow(), HeaderReader.read(source.xml()));
            Map<Long, FrameKey> owners = new HashMap<>();
            ReadoutSorter sorter = new ReadoutSorter();
            AcquisitionHeader header = new AcquisitionHeader();
            long offset = 0;
            for (ByteBuffer message = source.next(); message != null; message = source.next()) {
                header.wrap(message, MessageId.BYTES);
                ReadoutSorter.Kind kind = sorter.sort(header);
                if (kind == ReadoutSorter.Kind.IMAGING || kind == ReadoutSorter.Kind.CALIBRATION) {
                    FrameKey frame = FrameKey.of(header);
                    owners.put(offset, frame);
                    long at = Bench.micros(bench.now);
                    bench.pipe(new ChunkStored(
                            SCAN,
                            0,
                            frame,
                            new ChunkRef(ChunkKind.valueOf(kind.name()), (int) offset, offset, message.remaining(), 1),
                            Lines.of(List.of(sorter.line(header))),
                            header.activeChannels(),
                            at,
                            at));
                }
                offset++;
            }
            bench.end(SCAN, false);
            List<PlannedFrame> planned = new ArrayList<>();
            for (Job job : bench.jobs()) {
                planned.add(new PlannedFrame(
                        job.frame(),
                        job.recipe().label(),
                        owners(job.contexts(), ChunkKind.CALIBRATION, owners),
                        owners(job.companions(), ChunkKind.IMAGING, owners),
                        Set.copyOf(job.marks())));
            }
            bench.results().forEach(result -> {
                if (result instanceof FrameFailed failed) {
                    planned.add(PlannedFrame.refused(failed.frame()));
                }
            });
            return planned;
        }
    }

    /** That of {@code reconstruct}, from the whole scan at once. */
    static List<PlannedFrame> offline(MessageSource source, String config) throws Exception {
        MrdHeader header = HeaderReader.read(source.xml());
        RecordedScan scan = RecordedScan.of(source.xml(), () -> next(source));
        ScanFacts facts = new ScanFacts(
                header.encodings(), RecipeRequest.named(config).orElseThrow(), false, Optional.empty(), false);
        List<PlannedFrame> planned = new ArrayList<>();
        for (FrameKey frame : scan.frames()) {
            FramePlan plan = scan.plan(facts, frame);
            planned.add(
                    plan.refusal().isPresent()
                            ? PlannedFrame.refused(frame)
                            : new PlannedFrame(
                                    frame,
                                    plan.recipe().label(),
                                    plan.calibration().map(Set::of).orElse(Set.of()),
                                    Set.copyOf(plan.companions()),
                                    plan.marks()));
        }
        return planned;
    }

    private static @Nullable ByteBuffer next(MessageSource source) {
        try {
            return source.next();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<FrameKey> owners(List<ChunkRef> chunks, ChunkKind kind, Map<Long, FrameKey> owners) {
        return chunks.stream()
                .filter(chunk -> chunk.kind() == kind)
                .map(chunk -> owners.get(chunk.offset()))
                .collect(Collectors.toSet());
    }
}
