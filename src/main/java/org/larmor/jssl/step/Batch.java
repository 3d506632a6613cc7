package org.larmor.jssl.step;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Optional;
import org.larmor.nn.Measurement;
import org.larmor.recon.engine.ComputeDevice;
import org.larmor.recon.op.CentreCrop;

/**
 * Samples of one kind and one size, scaled. The arrays stay the caller's.
 *
 * @param input what the network sees: k-space, its mask, the first coil maps
 * @param target the k-space that the loss looks at, complex [batch, coil, H, W]: all of it, or the part Λ, weighted
 * @param lossMask Λ as float, 0 or the weight of what is in it, broadcastable to the k-space; present for self-supervised
 *     samples alone
 * @param padding 1 where k-space was never measured, broadcastable to it
 * @param image the target image [batch, H, W]
 * @param crop the part of the images that the image losses see
 */
public record Batch(
        Measurement input,
        NDArray target,
        Optional<NDArray> lossMask,
        Optional<NDArray> padding,
        NDArray image,
        CentreCrop crop) {
    public boolean selfSupervised() {
        return lossMask.isPresent();
    }

    /** Rows of the k-space, the readout. */
    public int height() {
        return Math.toIntExact(target.getShape().get(2));
    }

    /** Columns of the k-space, the phase encoding. */
    public int width() {
        return Math.toIntExact(target.getShape().get(3));
    }

    /** The same where {@code manager}'s arrays lie; to it belongs then everything that is computed from them. */
    public Batch within(NDManager manager) {
        return new Batch(
                input.map(array -> ComputeDevice.brought(array, manager)),
                ComputeDevice.brought(target, manager),
                lossMask.map(m -> ComputeDevice.brought(m, manager)),
                padding.map(p -> ComputeDevice.brought(p, manager)),
                ComputeDevice.brought(image, manager),
                crop);
    }
}
