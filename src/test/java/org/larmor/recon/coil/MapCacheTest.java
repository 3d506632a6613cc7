package org.larmor.recon.coil;

import org.junit.jupiter.api.Test;
import org.larmor.mrd.FrameKey;

import static org.assertj.core.api.Assertions.assertThat;

class MapCacheTest {
    private static final CoilMaps MAPS = new CoilMaps(1, 1, new float[0], 1, 1, 1, new float[1000], new float[0]);

    private final MapStore store = new MapStore(6 * MAPS.bytes());

    @Test
    void dropsTheLeastRecentlyUsedBeyondItsBound() {
        MapCache cache = new MapCache(store);
        for (int slice = 0; slice < 6; slice++) {
            cache.put(key(slice), MAPS);
        }
        assertThat(cache.get(key(0))).contains(MAPS);
        cache.put(key(6), MAPS);
        assertThat(cache.get(key(0))).contains(MAPS);
        assertThat(cache.get(key(1))).isEmpty();
        assertThat(cache.get(new MapCache.Key(key(0).slot(), 8, "method"))).isEmpty();
        cache.put(key(6), MAPS);
        assertThat(cache.get(key(0))).contains(MAPS);
    }

    @Test
    void scansShareTheBoundButNotTheMaps() {
        MapCache first = new MapCache(store);
        first.put(key(0), MAPS);
        assertThat(new MapCache(store).get(key(0))).isEmpty();
        for (int scan = 0; scan < 100; scan++) {
            new MapCache(store).put(key(0), MAPS);
        }
        assertThat(store.bytes()).isEqualTo(6 * MAPS.bytes());
        assertThat(first.get(key(0))).isEmpty();
    }

    private static MapCache.Key key(int slice) {
        return new MapCache.Key(new FrameKey(0, slice, 0, 0, 0, 0), 7, "method");
    }
}
