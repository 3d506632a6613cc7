package org.larmor.cli.bench;

import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class BenchFiguresTest {
    private final BenchFigures figures = new BenchFigures("stream");

    @Test
    void measurementsOfOneMeasureMakeOneFigureInTheOrderOfTime() {
        figures.add("plain", "MB/s", 300).add("ours", "MB/s", 250).add("plain", "MB/s", 100).add("plain", "MB/s", 150);
        assertThat(figures.all())
                .containsExactly(
                        new Figure("stream", "plain", "MB/s", List.of(300.0, 100.0, 150.0)),
                        new Figure("stream", "ours", "MB/s", List.of(250.0)));
        assertThat(figures.values("plain", "MB/s")).containsExactly(300.0, 100.0, 150.0);
        assertThat(figures.values("plain", "CPU")).isEmpty();
    }

    @Test
    void medianOfAnEvenNumberLiesBetweenTheTwoInTheMiddle() {
        assertThat(new Figure("s", "a", "b", List.of(4.0, 1.0, 9.0, 2.0)).median()).isEqualTo(3);
        assertThat(new Figure("s", "a", "b", List.of(9.0, 1.0, 2.0)).median()).isEqualTo(2);
        assertThat(new Figure("s", "a", "b", List.of(9.0, 1.0, 2.0)).least()).isEqualTo(1);
        assertThat(new Figure("s", "a", "b", List.of(9.0, 1.0, 2.0)).most()).isEqualTo(9);
        assertThatThrownBy(() -> new Figure("s", "a", "b", List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void partOfAWholeThatHadNothingOfItIsLeftOutAndAWholeIsNot() {
        figures.add("plain, CPU", "router", 0).add("plain", "lost", 0).add("plain, CPU", "broker", 0).add("plain, CPU", "broker", 1);
        assertThat(figures.all()).extracting(Figure::measure).containsExactly("lost", "broker");
    }

    @Test
    void anotherProcessesMeasurementsFollowThisOnes() {
        figures.add("plain", "MB/s", 1);
        figures.addAll(List.of(new Figure("stream", "plain", "MB/s", List.of(2.0, 3.0))));
        assertThat(figures.values("plain", "MB/s")).containsExactly(1.0, 2.0, 3.0);
    }
}
