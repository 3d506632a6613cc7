package org.larmor.jssl.experiment;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.larmor.jssl.data.DataException;
import org.larmor.jssl.run.AugmentationKind;
import org.larmor.jssl.run.NetworkKind;
import org.larmor.jssl.run.Preset;
import org.larmor.jssl.sampling.Acceleration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PlanTest {
    private static final Acceleration FOUR = Acceleration.parse("4");

    static Plan plan(List<Long> seeds, String start, int steps, double lambda) {
        return new Plan(
                "trial",
                NetworkKind.VSHARP,
                Preset.TINY,
                start,
                steps,
                1e-3,
                1,
                AugmentationKind.NONE,
                seeds,
                List.of("4", "8"),
                List.of("p.h5"),
                List.of("t.h5"),
                List.of("e.h5"),
                List.of("c.h5"),
                null,
                1,
                null,
                java.util.Map.of("4x", lambda, "8x", 0.02));
    }

    @ParameterizedTest
    @ValueSource(strings = {"heart", "ulf"})
    void thePlansInTheProgramAreWhole(String name) throws IOException {
        Plan plan = Plan.read(name);
        assertThat(plan.name()).isEqualTo(name);
        assertThat(plan.start()).contains("starter");
        assertThat(plan.target()).doesNotContainAnyElementsOf(plan.evaluation());
        // 4 without seeds, 4 trained ones with as many as stated, twice
        assertThat(Cell.of(plan)).hasSize(2 * (4 + 4 * plan.seeds().size()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"heart-splits", "ulf-splits"})
    void thePlansOfSplitsCompareFourWaysToTrain(String name) throws IOException {
        Plan plan = Plan.read(name);
        assertThat(plan.target())
                .doesNotContainAnyElementsOf(plan.evaluation())
                .doesNotContainAnyElementsOf(plan.choosing());
        assertThat(Cell.of(plan)).hasSize(2 * (1 + 4 * plan.seeds().size()));
        // what decides a training differs between the four, and not between seeds
        assertThat(Cell.of(plan).stream().map(plan::deciding).distinct()).hasSize(1 + 4);
    }

    @Test
    void everyNetworkHasItsSeedsWhereItStartsFresh() {
        List<Cell> cells = Cell.of(plan(List.of(1L, 2L), null, 10, 0.005));
        assertThat(cells).hasSize(2 * (3 + 5 * 2));
        assertThat(cells.stream().map(Cell::name))
                .contains("zero-filled-4x", "start-8x-s2", "jssl-4x-s1")
                .doesNotHaveDuplicates();
    }

    @Test
    void cellsAreNamedByTheirBeginnings() {
        Cell cell = new Cell(Contender.JSSL, FOUR, Optional.of(12L));
        assertThat(cell.name()).isEqualTo("jssl-4x-s12");
        assertThat(List.of("jssl", "jssl-4x", "jssl-4x-s12")).allMatch(cell::matches);
        assertThat(List.of("jss", "ssl", "jssl-4", "jssl-4x-s1", "jssl-8x")).noneMatch(cell::matches);
    }

    /** What a cell does not depend on may change; what it does may not. */
    @Test
    void aCellIsDecidedByItsPartOfThePlan() {
        Plan plan = plan(List.of(1L), null, 10, 0.005);
        Cell trained = new Cell(Contender.JSSL, FOUR, Optional.of(1L));
        Cell bart = new Cell(Contender.BART_L1, FOUR, Optional.empty());
        Plan moreSeeds = plan(List.of(1L, 2L), null, 10, 0.005);
        assertThat(moreSeeds.deciding(trained)).isEqualTo(plan.deciding(trained));
        Plan longer = plan(List.of(1L), null, 11, 0.005);
        assertThat(longer.deciding(trained)).isNotEqualTo(plan.deciding(trained));
        assertThat(longer.deciding(bart)).isEqualTo(plan.deciding(bart));
        Plan other = plan(List.of(1L), null, 10, 0.006);
        assertThat(other.deciding(bart)).isNotEqualTo(plan.deciding(bart));
        assertThat(other.deciding(trained)).isEqualTo(plan.deciding(trained));
    }

    @Test
    void whatAPlanMustStateIsMissed() {
        assertThatThrownBy(() -> plan(List.of(), null, 10, 0.005)).isInstanceOf(DataException.class);
        assertThatThrownBy(() -> plan(List.of(1L), null, 0, 0.005)).isInstanceOf(DataException.class);
        assertThatThrownBy(() -> Plan.read("no-such-plan")).hasMessageContaining("no-such-plan");
    }
}
