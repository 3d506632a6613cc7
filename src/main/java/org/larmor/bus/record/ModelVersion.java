package org.larmor.bus.record;

/**
 * An immutable version of a model in {@code models.versions}; its weights were written before.
 *
 * @param version {@code name@sha}
 * @param card the model's card, JSON of its own schema
 * @param weights where they lie in {@code models.weights}
 * @param sha256 of the weights as a file, in hexadecimal
 * @param origin where it comes from, for people
 * @param at when it was written, µs since the epoch
 */
public record ModelVersion(String version, String card, Extent weights, String sha256, String origin, long at) {}
