package org.larmor.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;
import org.larmor.bus.record.Job;
import org.larmor.mrd.FrameKey;
import org.larmor.mrd.wire.ImageHeader;
import org.larmor.mrd.wire.MessageId;
import org.larmor.mrd.wire.MrdMessage;
import org.larmor.recon.FrameInput;
import org.larmor.recon.FrameOutcome;
import org.larmor.recon.ReconImage;
import org.larmor.recon.Reconstructor;
import org.larmor.recon.RecordedScan;
import org.larmor.recon.kspace.ReconException;
import org.larmor.scan.FramePlan;
import org.larmor.scan.Mark;
import org.larmor.scan.ReadoutSorter;
import org.larmor.scan.ScanFacts;
import org.larmor.sim.ReceivedImage;
import org.larmor.sim.ScanArchive;
import org.larmor.worker.ImageWriter;

/** Takes a recorded scan's frames through a reconstructor into an archive, and counts. */
final class OfflineRun {
    private final String name;
    private final RecordedScan scan;
    private final ScanArchive archive;
    private final SequencedSet<String> texts = new LinkedHashSet<>();
    private final SequencedSet<String> recipes = new LinkedHashSet<>();
    private int images;
    private int fallbacks;
    private int failures;
    private long nanos;

    /** @param name stands for the scan in the images' meta */
    OfflineRun(String name, RecordedScan scan, ScanArchive archive) {
        this.name = name;
        this.scan = scan;
        this.archive = archive;
    }

    /** A frame with what was planned for it. */
    private record Planned(FrameKey frame, FramePlan plan, @Nullable String model) {}

    void all(Reconstructor reconstructor, int together, ScanFacts facts) throws IOException {
        if (scan.lateNoise()) {
            texts.add(ReadoutSorter.LATE_NOISE);
        }
        List<Planned> planned = new ArrayList<>();
        for (FrameKey frame : scan.frames()) {
            FramePlan plan = scan.plan(facts, frame);
            texts.addAll(plan.warnings());
            if (plan.refusal().isPresent()) {
                failed(frame, plan.refusal().get());
            } else {
                recipes.add(plan.recipe().label());
                planned.add(new Planned(
                        frame, plan, facts.model().map(ScanFacts.Model::version).orElse(null)));
            }
        }
        for (int from = 0; from < planned.size(); from += together) {
            List<Planned> batch = planned.subList(from, Math.min(planned.size(), from + together));
            List<FrameInput> inputs = batch.stream()
                    .map(one -> scan.input(facts, one.frame(), one.plan(), one.model()))
                    .toList();
            long begun = System.nanoTime();
            List<FrameOutcome> outcomes = reconstructor.reconstruct(inputs);
            nanos += System.nanoTime() - begun;
            for (int i = 0; i < batch.size(); i++) {
                keep(job(batch.get(i), inputs.get(i)), outcomes.get(i));
            }
        }
    }

    private void keep(Job job, FrameOutcome outcome) throws IOException {
        switch (outcome) {
            case FrameOutcome.Image(ReconImage image) -> {
                texts.addAll(image.warnings());
                try {
                    archive.image(received(
                            ImageWriter.message(job, scan.context().header(), image, 0)));
                    fallbacks += image.fallback() || job.marks().contains(Mark.FALLBACK) ? 1 : 0;
                } catch (ReconException e) {
                    failed(job.frame(), String.valueOf(e.getMessage()));
                }
            }
            case FrameOutcome.Failure(ReconException reason) -> failed(job.frame(), String.valueOf(reason.getMessage()));
        }
    }

    private void failed(FrameKey frame, String reason) {
        failures++;
        texts.add("ERR frame " + frame + ": " + reason);
    }

    private ReceivedImage received(ByteBuffer message) {
        message.order(ByteOrder.LITTLE_ENDIAN);
        byte[] wire = new byte[message.remaining()];
        message.duplicate().get(wire);
        ImageHeader header = new ImageHeader().wrap(message, MessageId.BYTES);
        int meta = ImageHeader.META_OFFSET;
        int data = meta + header.attributeStringLength();
        byte[] pixels = Arrays.copyOfRange(wire, data, wire.length);
        String xml = new String(wire, meta, data - meta, StandardCharsets.UTF_8);
        return new ReceivedImage(++images, new MrdMessage.Image(header, xml, pixels), wire, nanos, -1);
    }

    /** What its image says of a frame; of no broker. */
    private Job job(Planned planned, FrameInput input) {
        return Job.ofNoLog(
                name,
                planned.frame(),
                input.recipe(),
                input.model(),
                input.zeroFill(),
                List.copyOf(planned.plan().marks()));
    }

    int frames() {
        return scan.frames().size();
    }

    int images() {
        return images;
    }

    /** What the frames were planned to be reconstructed with. */
    String recipes() {
        return recipes.isEmpty() ? "-" : String.join(", ", recipes);
    }

    /** Images that are less than was asked for. */
    int fallbacks() {
        return fallbacks;
    }

    int failures() {
        return failures;
    }

    /** Of the reconstruction alone. */
    double seconds() {
        return nanos / 1e9;
    }

    /** Each warning once, and each failed frame's reason. */
    List<String> texts() {
        return new ArrayList<>(texts);
    }
}
