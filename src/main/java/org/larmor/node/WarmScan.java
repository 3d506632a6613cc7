package org.larmor.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.larmor.bus.record.ChunkKind;
import org.larmor.bus.record.ChunkRef;
import org.larmor.bus.record.EncodingRecord;
import org.larmor.bus.record.IndexEvent;
import org.larmor.bus.record.Lines;
import org.larmor.bus.record.ModelAlias;
import org.larmor.mrd.FrameKey;
import org.larmor.mrd.file.MessageReader;
import org.larmor.mrd.header.HeaderException;
import org.larmor.mrd.header.HeaderReader;
import org.larmor.mrd.wire.AcquisitionHeader;
import org.larmor.mrd.wire.MessageId;
import org.larmor.recon.FrameInput;
import org.larmor.recon.RecordedScan;
import org.larmor.recon.kspace.ReconException;
import org.larmor.scan.FramePlan;
import org.larmor.scan.Line;
import org.larmor.scan.ReadoutSorter;
import org.larmor.scan.Recipe;
import org.larmor.scan.RecipeRequest;
import org.larmor.scan.ScanFacts;
import org.larmor.sim.MessageSource;
import org.larmor.sim.Phantom;
import org.larmor.sim.ScanPlan;
import org.larmor.sim.SimulatedScan;

/**
 * The scan that a node warms itself with: a phantom's frame that is made in the process and leaves it nowhere. It is small,
 * for what a first frame waits for is code that has not run yet, whatever the frame's size; and it has what makes code run:
 * noise, oversampling, acceleration, calibration lines.
 */
final class WarmScan {
    /** Stands for the scan where it has to be called something. */
    private static final String NAME = "warm-up";

    private static final int SIDE = 64;
    private static final int COILS = 8;
    private static final int ACCELERATION = 4;
    private static final int CALIBRATION = 24;
    private static final double NOISE = 0.01;

    private final SimulatedScan scan = new SimulatedScan(
            new Phantom(SIDE, SIDE, 2, COILS, 1),
            ScanPlan.plain().withAcceleration(ACCELERATION, CALIBRATION).withNoise(NOISE, true));

    /**
     * Its frame, with nothing computed of it yet.
     *
     * @param model null for a classical recipe
     * @throws ReconException where the rule book refuses it, or gives it another recipe
     */
    FrameInput frame(Recipe recipe, ScanFacts.@Nullable Model model) throws IOException, HeaderException, ReconException {
        RecordedScan recorded;
        try (MessageSource messages = scan.messages()) {
            recorded = RecordedScan.of(messages.xml(), reader(messages));
        }
        ScanFacts facts = new ScanFacts(
                recorded.context().header().encodings(),
                RecipeRequest.named(recipe.label()).orElseThrow(),
                false,
                Optional.ofNullable(model),
                false);
        FrameKey frame = recorded.frames().getFirst();
        FramePlan plan = recorded.plan(facts, frame);
        if (plan.refusal().isPresent() || plan.recipe() != recipe) {
            throw new ReconException("a frame for " + recipe.label() + " was planned as " + plan);
        }
        return recorded.input(facts, frame, plan, model == null ? null : model.version());
    }

    /** What the router would be told of it, as if each chunk had been stored, and of the answer to its frame. */
    List<IndexEvent> events() throws HeaderException {
        List<EncodingRecord> encodings =
                HeaderReader.read(scan.xml()).encodings().stream().map(EncodingRecord::of).toList();
        List<IndexEvent> events = new ArrayList<>();
        events.add(new IndexEvent.ScanOpened(
                NAME, 0, NAME, RecipeRequest.AUTO, false, ModelAlias.GENERAL, null, null, encodings, chunk(ChunkKind.HEADER), 0));
        ReadoutSorter sorter = new ReadoutSorter();
        Map<ChunkKind, List<Line>> lines = new EnumMap<>(ChunkKind.class);
        AcquisitionHeader header = new AcquisitionHeader();
        FrameKey frame = null;
        try (MessageSource messages = scan.messages()) {
            for (ByteBuffer next = messages.next(); next != null; next = messages.next()) {
                header.wrap(next, next.position() + MessageId.BYTES);
                switch (sorter.sort(header)) {
                    case IMAGING -> lines.computeIfAbsent(ChunkKind.IMAGING, kind -> new ArrayList<>()).add(sorter.line(header));
                    case CALIBRATION ->
                        lines.computeIfAbsent(ChunkKind.CALIBRATION, kind -> new ArrayList<>()).add(sorter.line(header));
                    case NOISE, OTHER -> {
                        continue;
                    }
                }
                frame = FrameKey.of(header);
            }
        } catch (IOException e) { // of memory
            throw new UncheckedIOException(e);
        }
        FrameKey only = Objects.requireNonNull(frame);
        events.add(stored(null, ChunkKind.NOISE, List.of()));
        // a context comes before what needs it
        events.add(stored(only, ChunkKind.CALIBRATION, lines.getOrDefault(ChunkKind.CALIBRATION, List.of())));
        events.add(stored(only, ChunkKind.IMAGING, lines.getOrDefault(ChunkKind.IMAGING, List.of())));
        events.add(new IndexEvent.ScanEnded(NAME, 0, false, "", 0));
        events.add(new IndexEvent.FrameAnswered(NAME, 0, only, 0));
        return events;
    }

    private static IndexEvent stored(@Nullable FrameKey frame, ChunkKind kind, List<Line> lines) {
        return new IndexEvent.ChunkStored(NAME, 0, frame, chunk(kind), Lines.of(lines), lines.isEmpty() ? 0 : COILS, 0, 0);
    }

    private static ChunkRef chunk(ChunkKind kind) {
        return new ChunkRef(kind, 0, 0, 1, 0);
    }

    private static MessageReader reader(MessageSource messages) {
        return new MessageReader() {
            @Override
            public @Nullable ByteBuffer next() {
                try {
                    return messages.next();
                } catch (IOException e) { // of memory
                    throw new UncheckedIOException(e);
                }
            }
        };
    }
}
