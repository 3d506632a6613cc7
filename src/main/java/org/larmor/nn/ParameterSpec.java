package org.larmor.nn;

import ai.djl.ndarray.types.Shape;

/** A parameter that a network needs. */
public record ParameterSpec(String name, Shape shape, Initial initial) {}
