package org.larmor.adapt.gate;

import java.util.List;

/**
 * All that a gate has measured.
 *
 * @param hasBaseline whether the baseline is another version than champion and challenger
 * @param proxies of slices that no training saw
 * @param hidden of held-out samples
 * @param costs of the challenger
 * @param seen held-out units of which the challenger has learned, as far as its training is known: there may be none
 */
public record Measurements(
        boolean hasBaseline, List<ProxyFigure> proxies, List<HiddenFigure> hidden, Costs costs, int seen) {
    public Measurements {
        proxies = List.copyOf(proxies);
        hidden = List.copyOf(hidden);
    }

    /** What the challenger is held against. */
    List<Party> references() {
        return hasBaseline ? List.of(Party.CHAMPION, Party.BASELINE) : List.of(Party.CHAMPION);
    }
}
