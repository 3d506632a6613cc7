package org.larmor.jssl.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.larmor.jssl.sampling.Acceleration;

/**
 * One contender at one acceleration, of one seed where that matters.
 *
 * @param seed empty where nothing is drawn
 */
public record Cell(Contender contender, Acceleration acceleration, Optional<Long> seed) {
    /** All of a plan, acceleration by acceleration. */
    public static List<Cell> of(Plan plan) {
        List<Cell> cells = new ArrayList<>();
        for (String text : plan.accelerations()) {
            Acceleration acceleration = Acceleration.parse(text);
            for (Contender contender : plan.contenders()) {
                boolean drawn = contender.mode().isPresent()
                        || (contender.learned() && plan.start().isEmpty());
                if (drawn) {
                    plan.seeds().forEach(seed -> cells.add(new Cell(contender, acceleration, Optional.of(seed))));
                } else {
                    cells.add(new Cell(contender, acceleration, Optional.empty()));
                }
            }
        }
        return cells;
    }

    /** {@code jssl-4x-s1}. */
    public String name() {
        return contender.label() + "-" + Plan.label(acceleration)
                + seed.map(s -> "-s" + s).orElse("");
    }

    /** Whether {@code pattern} is the name or a beginning of it that ends before a {@code -}. */
    public boolean matches(String pattern) {
        return (name() + "-").startsWith(pattern + "-");
    }
}
