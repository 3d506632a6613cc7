package org.larmor.adapt.gate;

import org.jspecify.annotations.Nullable;
import org.larmor.bus.record.ExampleImage;

/**
 * A proxy slice on which the challenger lost most, or won least: truth, champion, challenger and how far the challenger is
 * off, side by side.
 *
 * @param slice its id
 * @param stratum the acceleration
 * @param gain of the challenger over the champion, PSNR in dB; null where the challenger's image is not finite
 * @param image where the picture lies, encrypted with the slice's key
 */
public record WorstSlice(String slice, int stratum, @Nullable Double gain, ExampleImage image) {}
