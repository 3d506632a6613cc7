package org.larmor.recon.engine;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The switch of oneDNN, with which libtorch computes convolutions on processors; without it libtorch uses matrix products
 * of its own, which are slower. libtorch has one switch for the process, and DJL does not offer it, so it is reached
 * through the library itself.
 */
final class ConvolutionLibrary {
    /** {@code at::globalContext()} and {@code at::Context::setUserEnabledMkldnn(bool)}, as the C++ compiler names them. */
    private static final String CONTEXT = "_ZN2at13globalContextEv";

    private static final String SWITCH = "_ZN2at7Context20setUserEnabledMkldnnEb";
    private static final String SWITCH_NNPACK = "_ZN2at7Context20setUserEnabledNNPACKEb";
    private static final Path LIBRARIES = Path.of("/proc/self/maps");

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
            SymbolLookup torch = torch();
            CONTEXT_OF = handle(torch, CONTEXT, FunctionDescriptor.of(ValueLayout.ADDRESS));
            FunctionDescriptor set = FunctionDescriptor.ofVoid(ValueLayout.ADDRESS, ValueLayout.JAVA_BOOLEAN);
            SET = handle(torch, SWITCH, set);
            SET_NNPACK = handle(torch, SWITCH_NNPACK, set);
        }

        @SuppressWarnings("restricted") // libtorch's own functions, with the signatures of its headers
        private static MethodHandle handle(SymbolLookup torch, String name, FunctionDescriptor signature) {
            MemorySegment function = torch.find(name)
                    .orElseThrow(() -> new IllegalStateException("this libtorch has no " + name));
            return Linker.nativeLinker().downcallHandle(function, signature);
        }

        /** The library as it is loaded in this process already, from wherever that was. */
        @SuppressWarnings("restricted")
        private static SymbolLookup torch() {
            try (var lines = Files.lines(LIBRARIES)) {
                String line = lines.filter(one -> one.contains("/libtorch_cpu.so"))
                        .findFirst()
                        .orElseThrow(() -> new IllegalStateException("libtorch is not loaded"));
                return SymbolLookup.libraryLookup(Path.of(line.substring(line.indexOf('/'))), Arena.global());
            } catch (IOException e) {
                throw new IllegalStateException("the libraries of this process are not known", e);
            }
        }
    }
}
