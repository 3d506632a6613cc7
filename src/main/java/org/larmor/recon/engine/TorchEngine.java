package org.larmor.recon.engine;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.engine.StandardCapabilities;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.file.Path;
import org.larmor.launch.UserCache;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one way to the PyTorch engine. Several of its settings are read once, while libtorch loads, from the environment
 * or from system properties: {@link #load} puts them in place first, so that no command line has to. Load it before
 * any other class of DJL is touched.
 */
public final class TorchEngine {
    private static final Logger LOG = LoggerFactory.getLogger(TorchEngine.class);

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
     * @param threads native threads within one operation, see {@link NativeThreads}; two Java threads of one each beat one of
     *     two
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
        // Graphics processors would round the factors of convolutions to ten bits, and images would depend on the device.
        Environment.setIfAbsent("NVIDIA_TF32_OVERRIDE", "0");
        // Counted as the driver counts them, which is whom their memory is asked of.
        Environment.setIfAbsent("CUDA_DEVICE_ORDER", "PCI_BUS_ID");
        ConvolutionLibrary.choose();
        Engine engine = Engine.getEngine("PyTorch");
        if (!engine.getEngineName().equals("PyTorch")) {
            throw new IllegalStateException("unexpected engine " + engine.getEngineName());
        }
        ConvolutionLibrary.chooseOthers();
        ConvolutionCheck.ensureRight();
        NativeThreads.loaded();
        loaded = true;
    }

    /** A root manager whose arrays lie in the machine's own memory, whatever devices there are; the caller's to close. */
    public static NDManager manager() {
        load();
        return ComputeDevice.PROCESSOR.manager();
    }

    /**
     * The same for a thread that only infers: gradients are switched off for the calling thread, which is the one that
     * must use it (the engine keeps the mode per thread, on by default, and would record a graph).
     */
    public static NDManager inferenceManager() {
        NDManager manager = manager();
        JniUtils.setGradMode(false);
        return manager;
    }

    /**
     * What a choice comes to here. Loads the engine, unless it is the processor that was named.
     *
     * @throws DeviceException where a named device is not there
     */
    public static ComputeDevice device(DeviceChoice choice) {
        return choice.on(TorchEngine::reaches);
    }

    /**
     * Whether a number can be computed there. It is tried, since the engine's own count of devices depends on whether it
     * finds CUDA's library by its name.
     */
    private static boolean reaches(ComputeDevice device) {
        load();
        if (!Engine.getEngine("PyTorch").hasCapability(StandardCapabilities.CUDA)) {
            return false;
        }
        try (NDManager manager = device.manager();
                NDArray one = manager.ones(new Shape(1));
                NDArray two = one.add(one)) {
            return two.toFloatArray()[0] == 2;
        } catch (EngineException | IllegalArgumentException e) {
            LOG.debug("{} is not reached", device.label(), e);
            return false;
        }
    }

    private static Path defaultCache() {
        String chosen = System.getenv("DJL_CACHE_DIR");
        if (chosen != null) {
            return Path.of(chosen);
        }
        return UserCache.folder("djl").toPath();
    }

    private static void setIfAbsent(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
