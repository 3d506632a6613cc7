package org.larmor.nn;

import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@link Physics} by image size, the sizes used last; owns them. One thread at a time. */
public final class PhysicsCache implements AutoCloseable {
    private static final int SIZES = 8;

    private record Size(int height, int width) {}

    private final NDManager manager;
    private final LinkedHashMap<Size, Physics> cache = new LinkedHashMap<>(16, 0.75f, true);

    public PhysicsCache(NDManager parent) {
        manager = parent.newSubManager();
    }

    /** Valid until as many other sizes have been asked for as the cache holds. */
    public Physics of(int height, int width) {
        Size size = new Size(height, width);
        Physics physics = cache.get(size);
        if (physics == null) {
            physics = new Physics(manager.newSubManager(), height, width);
            cache.put(size, physics);
            if (cache.size() > SIZES) {
                Map.Entry<Size, Physics> eldest = cache.firstEntry();
                cache.remove(eldest.getKey());
                eldest.getValue().manager().close();
            }
        }
        return physics;
    }

    @Override
    public void close() {
        manager.close();
    }
}
