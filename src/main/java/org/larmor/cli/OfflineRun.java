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
import org.larmor.bus.record.Hops;
import org.larmor.bus.record.Job;
import org.larmor.mrd.FrameKey;
import org.larmor.mrd.wire.ImageHeader;
import org.larmor.mrd.wire.MessageId;
import org.larmor.mrd.wire.MrdMessage;
import org.larmor.recon.FrameInput;
import org.larmor.recon.FrameOutcome;
import org.larmor.recon.ReconException;
import org.larmor.recon.ReconImage;
import org.larmor.recon.Reconstructor;
import org.larmor.recon.RecordedScan;
import org.larmor.scan.Recipe;
import org.larmor.sim.ReceivedImage;
import org.larmor.sim.ScanArchive;
import org.larmor.worker.ImageWriter;

/** Takes a recorded scan's frames through a reconstructor into an archive, and counts. */
final class OfflineRun {
    private final String name;
    private final RecordedScan scan;
    private final ScanArchive archive;
    private final SequencedSet<String> texts = new LinkedHashSet<>();
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

    void all(Reconstructor reconstructor, int together, Recipe recipe, @Nullable String model) throws IOException {
        List<FrameKey> frames = List.copyOf(scan.imaging().keySet());
        for (int from = 0; from < frames.size(); from += together) {
            List<FrameKey> batch = frames.subList(from, Math.min(frames.size(), from + together));
            List<FrameInput> inputs =
                    batch.stream().map(frame -> scan.input(frame, recipe, model)).toList();
            long begun = System.nanoTime();
            List<FrameOutcome> outcomes = reconstructor.reconstruct(inputs);
            nanos += System.nanoTime() - begun;
            for (int i = 0; i < batch.size(); i++) {
                keep(job(batch.get(i), recipe, model), outcomes.get(i));
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
                    fallbacks += image.fallback() ? 1 : 0;
                } catch (ReconException e) {
                    failed(job, e);
                }
            }
            case FrameOutcome.Failure(ReconException reason) -> failed(job, reason);
        }
    }

    private void failed(Job job, ReconException reason) {
        failures++;
        texts.add("frame " + job.frame() + ": " + reason.getMessage());
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
    private Job job(FrameKey frame, Recipe recipe, @Nullable String model) {
        return new Job(
                name, 0, frame, 0, recipe, model, List.of(), List.of(), List.of(), false, List.of(), Hops.routed(0, 0, 0));
    }

    int frames() {
        return scan.imaging().size();
    }

    int images() {
        return images;
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
