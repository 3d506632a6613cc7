package org.larmor.recon.engine;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * This process's own environment as native libraries read it. {@link System#getenv} shows a copy made at start, which
 * neither changes nor sees these changes.
 */
final class Environment {
    private static final MethodHandle SETENV = setenvHandle();

    private Environment() {}

    /** Sets {@code name} where it is not set yet: what the operator chose stays. */
    static void setIfAbsent(String name, String value) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment nativeName = arena.allocateFrom(name);
            MemorySegment nativeValue = arena.allocateFrom(value);
            int failed = (int) SETENV.invokeExact(nativeName, nativeValue, 0);
            if (failed != 0) {
                throw new IllegalStateException("setenv " + name + " failed");
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) { // what every method handle declares
            throw new IllegalStateException("setenv " + name, e);
        }
    }

    @SuppressWarnings("restricted") // native access is enabled by the manifest
    private static MethodHandle setenvHandle() {
        Linker linker = Linker.nativeLinker();
        MemorySegment setenv = linker.defaultLookup()
                .find("setenv")
                .orElseThrow(() -> new IllegalStateException("the C library has no setenv"));
        return linker.downcallHandle(
                setenv,
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
    }
}
