package org.larmor.recon.engine;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What oneDNN, with which libtorch computes convolutions on processors, is told. It plans its kernels by the sizes of the
 * processor's caches. Where a virtual machine hides them, the kernels for the wide vectors compute wrong values without
 * any error, those for SSE 4.1 right ones. Without the library libtorch uses matrix products of its own, which are much
 * slower. There is one choice for the process.
 */
final class ConvolutionLibrary {
    /** {@code at::globalContext()} and {@code at::Context::setUserEnabledMkldnn(bool)}, as the C++ compiler names them. */
    private static final String CONTEXT = "_ZN2at13globalContextEv";

    private static final String SWITCH = "_ZN2at7Context20setUserEnabledMkldnnEb";
    private static final String SWITCH_NNPACK = "_ZN2at7Context20setUserEnabledNNPACKEb";

    private static final Logger LOG = LoggerFactory.getLogger(ConvolutionLibrary.class);

    private static final String INSTRUCTIONS = "ONEDNN_MAX_CPU_ISA";

    /** What Linux shows of the first processor; it asks the processor as the library does. */
    private static final Path PROCESSOR = Path.of("/sys/devices/system/cpu/cpu0");

    private ConvolutionLibrary() {}

    /** Chooses the instructions, unless the operator has: the library asks once, so before the engine is loaded. */
    static void choose() {
        if (System.getenv(INSTRUCTIONS) == null && hidesCaches(PROCESSOR)) {
            Environment.setIfAbsent(INSTRUCTIONS, "SSE41");
            LOG.info("This machine hides its processor's caches: convolutions do without wide vectors, which is slower");
        }
    }

    /** Switches off what libtorch has beside it where that would complain with every convolution; once it is loaded. */
    static void chooseOthers() {
        if (hidesCaches(PROCESSOR)) {
            off(Handles.SET_NNPACK);
        }
    }

    /** @param processor its folder in {@code /sys} */
    static boolean hidesCaches(Path processor) {
        return Files.isDirectory(processor) && !Files.isDirectory(processor.resolve("cache/index0"));
    }

    /**
     * From now on this process does without the library.
     *
     * @throws IllegalStateException where the switch cannot be found
     */
    static void switchOff() {
        off(Handles.SET);
        // the next that libtorch would try; it too wants to know the caches, and complains with every convolution
        off(Handles.SET_NNPACK);
    }

    private static void off(MethodHandle set) {
        try {
            MemorySegment context = (MemorySegment) Handles.CONTEXT_OF.invokeExact();
            set.invokeExact(context, false);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) { // what every method handle declares
            throw new IllegalStateException("the convolution library cannot be switched off", e);
        }
    }

    /** Looked up with the first use, when libtorch is loaded. */
    private static final class Handles {
        private static final MethodHandle CONTEXT_OF;
        private static final MethodHandle SET;
        private static final MethodHandle SET_NNPACK;

        static {
            CONTEXT_OF = TorchLibrary.function(CONTEXT, FunctionDescriptor.of(ValueLayout.ADDRESS));
            FunctionDescriptor set = FunctionDescriptor.ofVoid(ValueLayout.ADDRESS, ValueLayout.JAVA_BOOLEAN);
            SET = TorchLibrary.function(SWITCH, set);
            SET_NNPACK = TorchLibrary.function(SWITCH_NNPACK, set);
        }
    }
}
