package org.larmor.bus.record;

import org.jspecify.annotations.Nullable;

/**
 * What a process computes networks on.
 *
 * @param device {@code cpu}, {@code cuda:0}; {@code auto} until it is chosen, and of a trainer alone, whose runs choose
 * @param name as its maker calls it; null where no driver says, as what follows
 * @param memoryUsed bytes, of all processes
 * @param memoryTotal bytes
 * @param utilisation the part of the last moments in which it computed, from 0 to 1
 */
public record DeviceStatus(
        String device,
        @Nullable String name,
        @Nullable Long memoryUsed,
        @Nullable Long memoryTotal,
        @Nullable Double utilisation) {}
