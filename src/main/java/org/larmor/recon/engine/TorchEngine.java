package org.larmor.recon.engine;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.file.Path;

/**
 * The one way to the PyTorch engine. Several of its settings are read once, while libtorch loads, from the environment
 * or from system properties: {@link #load} puts them in place first, so that no command line has to. Load it before
 * any other class of DJL is touched.
 */
public final class TorchEngine {
    private static boolean loaded;

    private TorchEngine() {}

    /** Loads the engine with one native thread per Java thread, its cache below the user's cache folder. */
    public static void load() {
        load(1, defaultCache());
    }

    /** Loads the engine with so many native threads, its cache below the user's cache folder. */
    public static void load(int threads) {
        load(threads, defaultCache());
    }

    /**
     * Loads the engine; the first call of the process decides, later ones do nothing.
     *
     * @param threads native threads within one operation; two Java threads of one each beat one of two
     * @param cache where the native libraries are unpacked; writable, kept between runs
     */
    public static synchronized void load(int threads, Path cache) {
        if (loaded) {
            return;
        }
        if (threads < 1) {
            throw new IllegalArgumentException("native threads: " + threads);
        }
        setIfAbsent("DJL_OFFLINE", "true");
        setIfAbsent("ai.djl.offline", "true");
        setIfAbsent("OPT_OUT_TRACKING", "true");
        setIfAbsent("DJL_CACHE_DIR", cache.toString());
        setIfAbsent("ai.djl.default_engine", "PyTorch");
        setIfAbsent("ai.djl.pytorch.num_threads", Integer.toString(threads));
        setIfAbsent("ai.djl.pytorch.num_interop_threads", "1");
        // Waiting OpenMP threads that spin take the cores from the rest of the process.
        Environment.setIfAbsent("OMP_WAIT_POLICY", "passive");
        Environment.setIfAbsent("OMP_NUM_THREADS", Integer.toString(threads));
        Environment.setIfAbsent("MKL_NUM_THREADS", Integer.toString(threads));
        Engine engine = Engine.getEngine("PyTorch");
        if (!engine.getEngineName().equals("PyTorch")) {
            throw new IllegalStateException("unexpected engine " + engine.getEngineName());
        }
        ConvolutionCheck.ensureRight();
        loaded = true;
    }

    /**
     * A root manager for a thread that only infers: gradients are switched off for the calling thread, which is the
     * one that must use it (the engine keeps the mode per thread, on by default, and would record a graph).
     */
    public static NDManager inferenceManager() {
        load();
        JniUtils.setGradMode(false);
        return NDManager.newBaseManager();
    }

    private static Path defaultCache() {
        String chosen = System.getenv("DJL_CACHE_DIR");
        if (chosen != null) {
            return Path.of(chosen);
        }
        String xdg = System.getenv("XDG_CACHE_HOME");
        Path base = xdg == null || xdg.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(xdg);
        return base.resolve("larmor").resolve("djl");
    }

    private static void setIfAbsent(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
