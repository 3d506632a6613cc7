package org.larmor.jssl.step;

import ai.djl.ndarray.NDArray;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.larmor.jssl.loss.LossTerm;
import org.larmor.nn.Physics;
import org.larmor.nn.Projection;
import org.larmor.nn.Scalar;

/** The losses of single predictions for one batch and its coil maps. */
public final class Evaluation implements AutoCloseable {
    private final List<LossTerm> terms;
    private final Physics physics;
    private final Batch batch;
    private final NDArray maps;
    private final Projection projection;
    private final NDArray targetPairs;
    private final NDArray targetImage;

    /**
     * One prediction's losses.
     *
     * @param total the sum of the terms
     * @param terms each, multiplier included
     * @param image what the image losses saw before cropping
     */
    public record Step(NDArray total, Map<String, NDArray> terms, NDArray image) {}

    Evaluation(List<LossTerm> terms, Physics physics, Batch batch, NDArray maps) {
        this.terms = terms;
        this.physics = physics;
        this.batch = batch;
        this.maps = maps;
        projection = new Projection(batch.input(), batch.padding(), batch.lossMask());
        targetPairs = batch.target().real();
        targetImage = batch.crop().apply(batch.image());
    }

    /** A step's image, complex [batch, H, W]: supervised samples are compared with its modulus as it is. */
    public Step image(NDArray x) {
        if (batch.selfSupervised()) {
            return combined(x);
        }
        try (NDArray predicted = physics.forward(x, maps);
                NDArray k = projection.apply(predicted)) {
            return losses(k, x.abs());
        }
    }

    /** An image whose modulus is compared after data consistency, whatever the samples' kind. */
    public Step combined(NDArray x) {
        try (NDArray predicted = physics.forward(x, maps)) {
            return kspace(predicted);
        }
    }

    /** K-space, complex [batch, coil, H, W]. */
    public Step kspace(NDArray predicted) {
        try (NDArray k = projection.apply(predicted);
                NDArray image = physics.adjoint(k, maps)) {
            return losses(k, image.abs());
        }
    }

    private Step losses(NDArray k, NDArray image) {
        Map<String, NDArray> values = new LinkedHashMap<>();
        NDArray total = null;
        try (NDArray pairs = k.real();
                NDArray cropped = batch.crop().apply(image)) {
            for (LossTerm term : terms) {
                NDArray loss = term.kspace()
                        ? term.loss().apply(pairs, targetPairs)
                        : term.loss().apply(cropped, targetImage);
                NDArray multiplied = Scalar.times(loss, term.multiplier());
                values.put(term.name(), multiplied);
                total = total == null ? multiplied : total.add(multiplied);
            }
        }
        return new Step(total, values, image);
    }

    @Override
    public void close() {
        projection.close();
        targetPairs.close();
        targetImage.close();
    }
}
