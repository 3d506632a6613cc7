package org.larmor.cli.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.larmor.sim.Phantom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class PairsTest {
    private static final BigScan SCAN = new BigScan(new Phantom(8, 8, 1, 1, 1), 60);

    private final List<String> order = new ArrayList<>();
    private double cpu;

    @Test
    void warmsUpBothAndChangesWhoBegins() throws Exception {
        BenchFigures figures = new BenchFigures("stream");
        new Pairs(SCAN, figures, () -> Map.of("all", cpu), () -> move("plain", 1), () -> move("stream", 3)).run(3);
        assertThat(order)
                .as("2 GB are one scan of this size")
                .containsExactly("plain", "stream", "plain", "stream", "stream", "plain", "plain", "stream");
        assertThat(figures.values("of plain Kafka", "CPU")).hasSize(3).allSatisfy(ratio ->
                assertThat(ratio).isCloseTo(3, within(1e-9)));
        assertThat(figures.values("stream, CPU s/GB", "all").getFirst()).isCloseTo(3 / 2.01326592, within(1e-6));
    }

    private void move(String which, double seconds) {
        order.add(which);
        cpu += seconds;
    }
}
