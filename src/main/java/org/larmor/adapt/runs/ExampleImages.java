package org.larmor.adapt.runs;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.imageio.ImageIO;
import org.apache.kafka.common.KafkaException;
import org.larmor.adapt.samples.ImageStore;
import org.larmor.bus.BusException;
import org.larmor.bus.record.ExampleImage;
import org.larmor.bus.record.StoredSample;
import org.larmor.jssl.data.KspaceSlice;
import org.larmor.jssl.data.Preparation;
import org.larmor.jssl.run.TrainingListener;
import org.larmor.jssl.step.GradMode;
import org.larmor.nn.CoilMapping;
import org.larmor.nn.Measurement;
import org.larmor.nn.PhysicsCache;
import org.larmor.nn.Reconstruction;
import org.larmor.recon.op.CentreCrop;
import org.larmor.recon.prepare.PreparedSlice;
import org.larmor.sim.Magnitude;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows on one sample what a run does: its image, of all that was acquired, before the first step and a few times until the
 * last. On the disk lies only where the images are. Used by the thread that trains.
 */
final class ExampleImages implements TrainingListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ExampleImages.class);
    private static final int IMAGES = 3;
    private static final String INDEX = "images.jsonl";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final NDManager manager;
    private final PhysicsCache physics;
    private final Supplier<Reconstruction> model;
    private final CoilMapping mapping;
    private final StoredSample sample;
    private final KspaceSlice slice;
    private final ImageStore store;
    private final Path index;
    private final long saveEvery;
    private final long every;
    private final long steps;

    /**
     * @param model as it is now
     * @param slice the sample's, with what is hidden of it
     * @param folder of the run
     * @param saveEvery steps between two savings: what is saved in between is the end
     * @param steps of the run
     */
    ExampleImages(
            NDManager parent,
            Supplier<Reconstruction> model,
            CoilMapping mapping,
            StoredSample sample,
            KspaceSlice slice,
            ImageStore store,
            Path folder,
            long saveEvery,
            long steps) {
        manager = parent.newSubManager();
        physics = new PhysicsCache(manager);
        this.model = model;
        this.mapping = mapping;
        this.sample = sample;
        this.slice = slice;
        this.store = store;
        this.index = folder.resolve(INDEX);
        this.saveEvery = saveEvery;
        this.every = Math.ceilDiv(Math.max(1, steps / IMAGES), saveEvery) * saveEvery;
        this.steps = steps;
    }

    @Override
    public void started(long from, long parameters) {
        if (from == 0) {
            show(0);
        }
    }

    @Override
    public void saved(long iteration, Path checkpoint) {
        if (iteration > 0 && (iteration % every == 0 || iteration % saveEvery != 0 || iteration >= steps)) {
            show(iteration);
        }
    }

    private void show(long step) {
        try {
            List<ExampleImage> before = of(index.getParent());
            if (before.stream().noneMatch(image -> image.step() == step)) {
                Optional<ExampleImage> image = store.write(sample, step, png());
                if (image.isPresent()) {
                    Files.writeString(
                            index,
                            JSON.writeValueAsString(image.get()) + "\n",
                            StandardOpenOption.CREATE,
                            StandardOpenOption.APPEND);
                }
            }
        } catch (IOException | BusException | KafkaException e) {
            // a run is worth more than a look at it
            LOG.warn("no example image after {} steps: {}", step, e.toString());
        }
    }

    private byte[] png() throws IOException {
        CentreCrop crop = new CentreCrop(slice.imageHeight(), slice.imageWidth());
        float[] pixels;
        try (GradMode _ = new GradMode(false);
                NDManager one = manager.newSubManager()) {
            PreparedSlice prepared = Preparation.acquired(one, slice, mapping);
            Measurement measurement = Measurement.of(one, prepared, prepared.scale());
            NDArray image = model.get()
                    .magnitude(physics.of(slice.height(), slice.width()), measurement, Optional.empty());
            // rows are the phase encoding, as in the images that scanners get
            pixels = crop.apply(image).squeeze(0).transpose().toFloatArray();
        }
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(new Magnitude(/* width= */ crop.height(), /* height= */ crop.width(), pixels).toGrey(), "png", png);
        return png.toByteArray();
    }

    /** What a run's process has shown so far. */
    static List<ExampleImage> of(Path folder) throws IOException {
        Path index = folder.resolve(INDEX);
        if (Files.notExists(index)) {
            return List.of();
        }
        String said = Files.readString(index);
        // the last line may still be written
        List<ExampleImage> images = new ArrayList<>();
        for (String line : said.substring(0, said.lastIndexOf('\n') + 1).lines().toList()) {
            images.add(JSON.readValue(line, ExampleImage.class));
        }
        return images;
    }

    @Override
    public void close() {
        physics.close();
        manager.close();
    }
}
