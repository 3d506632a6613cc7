package org.larmor.recon.coil;

import org.junit.jupiter.api.Test;
import org.larmor.mrd.FrameKey;

import static org.assertj.core.api.Assertions.assertThat;

class MapCacheTest {
    private static final int FLOATS = 10 << 20; // 40 MiB: six fit

    @Test
    void dropsTheLeastRecentlyUsedBeyondItsBound() {
        MapCache cache = new MapCache();
        CoilMaps maps = new CoilMaps(1, 1, new float[0], 1, 1, 1, new float[FLOATS]);
        for (int slice = 0; slice < 6; slice++) {
            cache.put(key(slice), maps);
        }
        assertThat(cache.get(key(0))).contains(maps);
        cache.put(key(6), maps);
        assertThat(cache.get(key(0))).contains(maps);
        assertThat(cache.get(key(1))).isEmpty();
        assertThat(cache.get(new MapCache.Key(key(0).slot(), 8, "method"))).isEmpty();
        cache.put(key(6), maps);
        assertThat(cache.get(key(0))).contains(maps);
    }

    private static MapCache.Key key(int slice) {
        return new MapCache.Key(new FrameKey(0, slice, 0, 0, 0, 0), 7, "method");
    }
}
