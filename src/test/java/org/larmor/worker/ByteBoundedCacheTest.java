package org.larmor.worker;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ByteBoundedCacheTest {
    private final ByteBoundedCache<String, String> cache = new ByteBoundedCache<>(100);

    @Test
    void dropsWhatWasUsedLongestAgo() {
        cache.put("a", "1", 40);
        cache.put("b", "2", 40);
        assertThat(cache.get("a")).isEqualTo("1");
        cache.put("c", "3", 40);
        assertThat(cache.get("b")).isNull();
        assertThat(cache.get("a")).isEqualTo("1");
        assertThat(cache.get("c")).isEqualTo("3");
        assertThat(cache.bytes()).isEqualTo(80);
    }

    @Test
    void countsAReplacementOnce() {
        cache.put("a", "1", 60);
        cache.put("a", "2", 70);
        assertThat(cache.get("a")).isEqualTo("2");
        assertThat(cache.bytes()).isEqualTo(70);
    }

    @Test
    void keepsTheNewestWhateverItsSize() {
        cache.put("a", "1", 10);
        cache.put("b", "2", 1000);
        assertThat(cache.size()).isEqualTo(1);
        assertThat(cache.get("b")).isEqualTo("2");
        cache.put("c", "3", 10);
        assertThat(cache.get("b")).isNull();
        assertThat(cache.bytes()).isEqualTo(10);
    }
}
