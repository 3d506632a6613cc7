package org.larmor.nn;

import java.util.List;

/**
 * The size of a {@link LagrangeInitializer}.
 *
 * @param channels of each dilated convolution
 * @param dilations of each, as many
 * @param multiscaleDepth how many of the last convolutions' outputs the final one reads
 */
public record InitializerConfig(List<Integer> channels, List<Integer> dilations, int multiscaleDepth) {
    /** The paper's. */
    public static final InitializerConfig PAPER =
            new InitializerConfig(List.of(32, 32, 64, 64), List.of(1, 1, 2, 4), 1);

    public InitializerConfig {
        channels = List.copyOf(channels);
        dilations = List.copyOf(dilations);
        if (channels.isEmpty()
                || channels.size() != dilations.size()
                || multiscaleDepth < 1
                || multiscaleDepth > channels.size()) {
            throw new NnException("initialiser of channels " + channels + ", dilations " + dilations + ", depth "
                    + multiscaleDepth);
        }
    }
}
