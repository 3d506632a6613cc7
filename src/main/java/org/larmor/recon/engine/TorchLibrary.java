package org.larmor.recon.engine;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What libtorch has and DJL does not offer. It is looked up in the library as it is loaded in this process already, from
 * wherever that was, so the engine is to be loaded first.
 */
final class TorchLibrary {
    private static final Path LIBRARIES = Path.of("/proc/self/maps");

    private TorchLibrary() {}

    /**
     * @param name as the library exports it
     * @throws IllegalStateException where libtorch is not loaded, or has no such function
     */
    @SuppressWarnings("restricted") // the caller states the signature of the library's header
    static MethodHandle function(String name, FunctionDescriptor signature) {
        MemorySegment function = Loaded.SYMBOLS
                .find(name)
                .orElseThrow(() -> new IllegalStateException("this libtorch has no " + name));
        return Linker.nativeLinker().downcallHandle(function, signature);
    }

    /** Looked up with the first use. */
    private static final class Loaded {
        private static final SymbolLookup SYMBOLS = symbols();

        @SuppressWarnings("restricted")
        private static SymbolLookup symbols() {
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
