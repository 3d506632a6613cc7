package org.larmor.recon.engine;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * The switch of oneDNN, with which libtorch computes convolutions on processors; without it libtorch uses matrix products
 * of its own, which are slower. libtorch has one switch for the process.
 */
final class ConvolutionLibrary {
    /** {@code at::globalContext()} and {@code at::Context::setUserEnabledMkldnn(bool)}, as the C++ compiler names them. */
    private static final String CONTEXT = "_ZN2at13globalContextEv";

    private static final String SWITCH = "_ZN2at7Context20setUserEnabledMkldnnEb";
    private static final String SWITCH_NNPACK = "_ZN2at7Context20setUserEnabledNNPACKEb";

    private ConvolutionLibrary() {}

    /**
     * From now on this process does without the library.
     *
     * @throws IllegalStateException where the switch cannot be found
     */
    static void switchOff() {
        try {
            MemorySegment context = (MemorySegment) Handles.CONTEXT_OF.invokeExact();
            Handles.SET.invokeExact(context, false);
            // the next that libtorch would try; it too wants to know the caches, and complains with every convolution
            Handles.SET_NNPACK.invokeExact(context, false);
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
