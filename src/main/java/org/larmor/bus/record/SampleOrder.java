package org.larmor.bus.record;

import org.jspecify.annotations.Nullable;

/**
 * A frame is to be learned from: its worker stores it.
 *
 * @param domain the kind of scan that one model serves
 * @param model the version that was its champion when the scan began, by which the sample is scored; null where there was none
 */
public record SampleOrder(String domain, Teaching teaching, @Nullable String model) {}
