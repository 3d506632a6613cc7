package org.larmor.recon.coil;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

final class FollowingTest {
    @Test
    void tasksAreDoneInTurnAndNeverTwoAtOnce() {
        ConcurrentLinkedQueue<Integer> done = new ConcurrentLinkedQueue<>();
        AtomicBoolean busy = new AtomicBoolean();
        List<Integer> overlapping = new ArrayList<>();
        try (Following following = new Following()) {
            for (int i = 0; i < 1000; i++) {
                int number = i;
                following.then(() -> {
                    if (!busy.compareAndSet(false, true)) {
                        overlapping.add(number);
                    }
                    done.add(number);
                    busy.set(false);
                });
            }
        }
        assertThat(overlapping).isEmpty();
        assertThat(done).containsExactlyElementsOf(IntStream.range(0, 1000).boxed().toList());
    }

    @Test
    void theCallerGoesOnWhileATaskIsAtWork() throws InterruptedException {
        CountDownLatch callerWentOn = new CountDownLatch(1);
        AtomicBoolean seen = new AtomicBoolean();
        try (Following following = new Following()) {
            following.then(() -> seen.set(await(callerWentOn)));
            callerWentOn.countDown();
        }
        assertThat(seen).isTrue();
    }

    @Test
    void whatATaskThrowsReachesTheCallerOnceWithTheNextOrAtTheEnd() {
        List<String> done = new ArrayList<>();
        try (Following following = new Following()) {
            following.then(() -> fail("first"));
            assertThatIllegalStateException().isThrownBy(() -> following.then(() -> done.add("not begun")));
            following.then(() -> done.add("after"));
        }
        Following following = new Following();
        following.then(() -> fail("last"));
        assertThatIllegalStateException().isThrownBy(following::close);
        following.close();
        assertThat(done).containsExactly("after");
    }

    private static void fail(String what) {
        throw new IllegalStateException(what);
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
