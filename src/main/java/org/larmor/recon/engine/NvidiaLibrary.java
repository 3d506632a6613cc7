package org.larmor.recon.engine;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What NVIDIA's driver says of a graphics processor, by its management library (NVML), which comes with the driver. Neither
 * the engine nor CUDA is loaded for it. Thread-safe.
 */
final class NvidiaLibrary {
    private static final String FILE = "libnvidia-ml.so.1";
    private static final int SUCCESS = 0;
    private static final int LONGEST_NAME = 96;

    /** {@code nvmlMemory_t}: total, free and used bytes. */
    private static final MemoryLayout MEMORY =
            MemoryLayout.sequenceLayout(3, ValueLayout.JAVA_LONG);

    private static final int TOTAL = 0;
    private static final int USED = 2;

    /** {@code nvmlUtilization_t}: percent of the last moments in which it computed, and in which its memory was used. */
    private static final MemoryLayout UTILISATION = MemoryLayout.sequenceLayout(2, ValueLayout.JAVA_INT);

    private final MethodHandle byIndex;
    private final MethodHandle byUuid;
    private final MethodHandle name;
    private final MethodHandle memory;
    private final MethodHandle utilisation;

    private NvidiaLibrary(SymbolLookup library) {
        byIndex = handle(library, "nvmlDeviceGetHandleByIndex_v2", ValueLayout.JAVA_INT, ValueLayout.ADDRESS);
        byUuid = handle(library, "nvmlDeviceGetHandleByUUID", ValueLayout.ADDRESS, ValueLayout.ADDRESS);
        name = handle(library, "nvmlDeviceGetName", ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
        memory = handle(library, "nvmlDeviceGetMemoryInfo", ValueLayout.ADDRESS, ValueLayout.ADDRESS);
        utilisation = handle(library, "nvmlDeviceGetUtilizationRates", ValueLayout.ADDRESS, ValueLayout.ADDRESS);
    }

    /** Empty where the machine has no such driver. */
    static Optional<NvidiaLibrary> open() {
        return open(FILE);
    }

    @SuppressWarnings("restricted") // NVIDIA's own functions, with the signatures of nvml.h
    static Optional<NvidiaLibrary> open(String file) {
        SymbolLookup library;
        try {
            library = SymbolLookup.libraryLookup(file, Arena.global());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        NvidiaLibrary opened = new NvidiaLibrary(library);
        return call(handle(library, "nvmlInit_v2")) == SUCCESS ? Optional.of(opened) : Optional.empty();
    }

    /**
     * Of one graphics processor.
     *
     * @param visible what {@code CUDA_VISIBLE_DEVICES} says, null for nothing
     * @param index as CUDA counts those
     */
    Optional<DeviceReading> read(String visible, int index) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment found = arena.allocate(ValueLayout.ADDRESS);
            if (find(arena, visible, index, found) != SUCCESS) {
                return Optional.empty();
            }
            MemorySegment device = found.get(ValueLayout.ADDRESS, 0);
            MemorySegment text = arena.allocate(LONGEST_NAME);
            MemorySegment bytes = arena.allocate(MEMORY);
            MemorySegment percent = arena.allocate(UTILISATION);
            if (call(name, device, text, LONGEST_NAME) != SUCCESS || call(memory, device, bytes) != SUCCESS) {
                return Optional.empty();
            }
            return Optional.of(new DeviceReading(
                    text.getString(0),
                    bytes.getAtIndex(ValueLayout.JAVA_LONG, USED),
                    bytes.getAtIndex(ValueLayout.JAVA_LONG, TOTAL),
                    // a part of one that is shared out (MIG) has no such figure
                    call(utilisation, device, percent) == SUCCESS
                            ? OptionalDouble.of(percent.getAtIndex(ValueLayout.JAVA_INT, 0) / 100.0)
                            : OptionalDouble.empty()));
        }
    }

    /** CUDA counts only those that are visible to it, NVML all. */
    private int find(Arena arena, String visible, int index, MemorySegment found) {
        if (visible == null || visible.isBlank()) {
            return call(byIndex, index, found);
        }
        String[] shown = visible.split(",");
        if (index >= shown.length) {
            return -1;
        }
        String one = shown[index].strip();
        OptionalInt number = one.matches("\\d{1,3}") ? OptionalInt.of(Integer.parseInt(one)) : OptionalInt.empty();
        return number.isPresent()
                ? call(byIndex, number.getAsInt(), found)
                : call(byUuid, arena.allocateFrom(one), found);
    }

    @SuppressWarnings("restricted") // as above
    private static MethodHandle handle(SymbolLookup library, String function, MemoryLayout... arguments) {
        MemorySegment address = library.find(function)
                .orElseThrow(() -> new IllegalStateException("NVIDIA's management library has no " + function));
        return Linker.nativeLinker()
                .downcallHandle(address, FunctionDescriptor.of(ValueLayout.JAVA_INT, arguments));
    }

    private static int call(MethodHandle function, Object... arguments) {
        try {
            return (int) function.invokeWithArguments(arguments);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) { // what every method handle declares
            throw new IllegalStateException("NVIDIA's management library", e);
        }
    }
}
