package org.larmor.node;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.larmor.web.Health;

import static org.assertj.core.api.Assertions.assertThat;

class WarmUpTest {
    private static final Duration LONG = Duration.ofDays(1);

    private final CompletableFuture<Void> first = new CompletableFuture<>();
    private final CompletableFuture<Void> second = new CompletableFuture<>();

    @Test
    void isOverWhenEveryRolesPartsAreDone() {
        WarmUp warmUp = WarmUp.begin(List.of(() -> Map.of("first", first), () -> Map.of("second", second)), LONG);
        assertThat(warmUp.isOver()).isFalse();
        first.complete(null);
        assertThat(warmUp.isOver()).isFalse();
        second.complete(null);
        assertThat(warmUp.isOver()).isTrue();
    }

    @Test
    void whatFailsIsNotWaitedForAndHindersNothingElse() {
        WarmUp warmUp = WarmUp.begin(
                List.of(
                        () -> {
                            throw new IllegalStateException("cannot begin");
                        },
                        () -> Map.of("first", first)),
                LONG);
        assertThat(warmUp.isOver()).as("the second role's part was begun").isFalse();
        first.completeExceptionally(new IllegalStateException("cannot go on"));
        assertThat(warmUp.isOver()).isTrue();
    }

    @Test
    void whatIsLateIsNotWaitedForAndNoLongerWanted() {
        assertThat(WarmUp.begin(List.of(() -> Map.of("first", first)), Duration.ZERO).isOver()).isTrue();
        assertThat(first).isCancelled();
    }

    @Test
    void nodeIsNotReadyWhileItWarmsWhateverItsRolesSay() {
        Health health = new Health().check("worker", () -> true, () -> true);
        assertThat(health.isReady()).isTrue();
        health.warming(true);
        assertThat(health.isReady()).isFalse();
        health.warming(false);
        assertThat(health.isReady()).isTrue();
        health.draining();
        assertThat(health.isReady()).isFalse();
    }
}
