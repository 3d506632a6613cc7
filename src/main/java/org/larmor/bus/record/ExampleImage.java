package org.larmor.bus.record;

/**
 * An image that shows what a training run does to a sample. It lies in {@code adapt.images}, encrypted with its scan's key.
 *
 * @param sample {@link StoredSample#id}
 * @param step steps done
 * @param sha256 of the PNG, in hexadecimal
 * @param data where it lies
 */
public record ExampleImage(String scan, String sample, long step, String sha256, Extent data) {}
