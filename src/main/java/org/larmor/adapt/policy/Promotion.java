package org.larmor.adapt.policy;

/**
 * How a model comes to serve.
 *
 * @param automatic whether one that passes its gate serves without a person who says so
 */
public record Promotion(boolean automatic) {}
