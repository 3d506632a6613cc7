package org.larmor.node;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.larmor.mrd.FrameKey;
import org.larmor.mrd.file.MessageReader;
import org.larmor.mrd.header.HeaderException;
import org.larmor.mrd.wire.AcquisitionHeader;
import org.larmor.mrd.wire.MrdEncoder;
import org.larmor.mrd.wire.MrdMessage;
import org.larmor.recon.FrameInput;
import org.larmor.recon.ReconImage;
import org.larmor.recon.RecordedScan;
import org.larmor.recon.kspace.ReconException;
import org.larmor.scan.FramePlan;
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

    byte[] xml() {
        return scan.xml();
    }

    /** All that its scanner would send, from its config to its close. */
    byte[] stream() {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        stream.writeBytes(MrdEncoder.bytes(new MrdMessage.ConfigFile(RecipeRequest.AUTO.label())));
        stream.writeBytes(MrdEncoder.bytes(new MrdMessage.Header(scan.xml())));
        try (MessageSource messages = scan.messages()) {
            for (ByteBuffer next = messages.next(); next != null; next = messages.next()) {
                byte[] message = new byte[next.remaining()];
                next.get(message);
                stream.writeBytes(message);
            }
        } catch (IOException e) { // of memory
            throw new UncheckedIOException(e);
        }
        stream.writeBytes(MrdEncoder.bytes(new MrdMessage.Close()));
        return stream.toByteArray();
    }

    /** An image of its frame on which nothing is seen. */
    ReconImage black(Recipe recipe) {
        return new ReconImage(1, 1, SIDE, SIDE, new float[SIDE * SIDE], AcquisitionHeader.allocate(), recipe, false, List.of());
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
