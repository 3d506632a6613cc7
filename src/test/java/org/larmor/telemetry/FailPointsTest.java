package org.larmor.telemetry;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class FailPointsTest {
    private final List<Integer> halts = new ArrayList<>();

    @Test
    void haltsAtEveryHitOrAtOneOnly() {
        FailPoints points = FailPoints.parse("worker.before-compute=halt, router.x=halt@3", halts::add);
        points.hit("elsewhere");
        points.hit("router.x");
        points.hit("router.x");
        assertThat(halts).isEmpty();
        points.hit("router.x");
        points.hit("router.x");
        assertThat(halts).containsExactly(FailPoints.KILLED);
        points.hit("worker.before-compute");
        points.hit("worker.before-compute");
        assertThat(halts).hasSize(3);
    }

    @Test
    void haltsOnceOverAllProcesses(@TempDir Path folder) {
        String text = "a=halt-once:" + folder.resolve("marker");
        FailPoints.parse(text, halts::add).hit("a");
        assertThat(halts).hasSize(1);
        assertThat(folder.resolve("marker")).exists();
        FailPoints.parse(text, halts::add).hit("a");
        assertThat(halts).hasSize(1);
    }

    @Test
    void pauses() {
        FailPoints points = FailPoints.parse("a=pause:60@2", halts::add);
        long begun = System.nanoTime();
        points.hit("a");
        points.hit("a");
        assertThat(System.nanoTime() - begun).isGreaterThan(50_000_000);
        assertThat(halts).isEmpty();
    }

    @Test
    void fails() {
        FailPoints points = FailPoints.parse("a=error@2", halts::add);
        points.hit("a");
        assertThatThrownBy(() -> points.hit("a")).isInstanceOf(AssertionError.class).hasMessage("fail point a");
        assertThat(halts).isEmpty();
    }

    @Test
    void nothingSetIsEmptyAndNonsenseIsRefused() {
        assertThat(FailPoints.parse("").isEmpty()).isTrue();
        assertThatThrownBy(() -> FailPoints.parse("a=explode")).hasMessageContaining("a=explode");
    }
}
