package org.larmor.adapt.runs;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
import org.larmor.models.ModelFile;
import org.larmor.models.ModelLibrary;
import org.larmor.nn.Measurement;
import org.larmor.nn.PhysicsCache;
import org.larmor.recon.op.CentreCrop;
import org.larmor.recon.prepare.PreparedSlice;
import org.larmor.sim.Magnitude;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows on one sample what a run does: its image, of all that was acquired, by the model that the run starts from, and a few
 * times by the one that it would end with. On the disk lies only where the images are. Used by the thread that trains.
 */
final class ExampleImages implements TrainingListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ExampleImages.class);
    private static final String INDEX = "images.jsonl";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final NDManager manager;
    private final PhysicsCache physics;
    private final ModelLibrary.Entry champion;
    private final Path card;
    private final StoredSample sample;
    private final KspaceSlice slice;
    private final ImageStore store;
    private final Path index;
    private final long every;

    /**
     * @param champion what the run starts from
     * @param card of the run's own model, in its folder, once there is one
     * @param slice the sample's, with what is hidden of it
     * @param every steps between two images
     */
    ExampleImages(
            NDManager parent,
            ModelLibrary.Entry champion,
            Path card,
            StoredSample sample,
            KspaceSlice slice,
            ImageStore store,
            long every) {
        manager = parent.newSubManager();
        physics = new PhysicsCache(manager);
        this.champion = champion;
        this.card = card;
        this.sample = sample;
        this.slice = slice;
        this.store = store;
        this.index = card.resolveSibling(INDEX);
        this.every = every;
    }

    @Override
    public void started(long from, long parameters) {
        if (from == 0) {
            show(0);
        }
    }

    @Override
    public void saved(long iteration, Path checkpoint) {
        if (iteration > 0 && iteration % every == 0) {
            show(iteration);
        }
    }

    /** The run has come to its end. */
    void ended(long steps) {
        show(steps);
    }

    private void show(long step) {
        try {
            List<ExampleImage> before = of(index.getParent());
            if (before.stream().noneMatch(image -> image.step() == step)) {
                Optional<ExampleImage> image = store.write(sample, step, png(step));
                if (image.isPresent()) {
                    // a line of its own, also behind one that was cut short
                    Files.writeString(
                            index,
                            "\n" + JSON.writeValueAsString(image.get()) + "\n",
                            StandardOpenOption.CREATE,
                            StandardOpenOption.APPEND);
                }
            }
        } catch (IOException | BusException | KafkaException e) {
            // a run is worth more than a look at it
            LOG.warn("no example image after {} steps: {}", step, e.toString());
        }
    }

    private byte[] png(long step) throws IOException {
        CentreCrop crop = new CentreCrop(slice.imageHeight(), slice.imageWidth());
        float[] pixels;
        try (GradMode _ = new GradMode(false);
                NDManager one = manager.newSubManager()) {
            ModelFile.Loaded model = step == 0 ? champion.load(one) : ModelFile.load(one, card);
            PreparedSlice prepared =
                    Preparation.acquired(one, slice, model.card().config().maps());
            Measurement measurement = Measurement.of(one, prepared, prepared.scale());
            NDArray image = model.reconstruction()
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
        List<ExampleImage> images = new ArrayList<>();
        for (String line : Files.readAllLines(index)) {
            try {
                if (!line.isBlank()) {
                    images.add(JSON.readValue(line, ExampleImage.class));
                }
            } catch (JsonProcessingException e) {
                LOG.debug("a line of {} was cut short, or is still written", index);
            }
        }
        return images;
    }

    @Override
    public void close() {
        physics.close();
        manager.close();
    }
}
