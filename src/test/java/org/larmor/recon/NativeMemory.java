package org.larmor.recon;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** What this process has of glibc's allocator, where the engine's arrays, direct buffers and native structures are. */
public final class NativeMemory {
    /** {@code struct mallinfo2} (malloc.h): ten sizes. */
    private static final StructLayout MALLINFO = MemoryLayout.structLayout(
            ValueLayout.JAVA_LONG.withName("arena"),
            ValueLayout.JAVA_LONG.withName("ordblks"),
            ValueLayout.JAVA_LONG.withName("smblks"),
            ValueLayout.JAVA_LONG.withName("hblks"),
            ValueLayout.JAVA_LONG.withName("hblkhd"),
            ValueLayout.JAVA_LONG.withName("usmblks"),
            ValueLayout.JAVA_LONG.withName("fsmblks"),
            ValueLayout.JAVA_LONG.withName("uordblks"),
            ValueLayout.JAVA_LONG.withName("fordblks"),
            ValueLayout.JAVA_LONG.withName("keepcost"));

    @SuppressWarnings("restricted") // the function takes nothing and writes its one struct
    private static final MethodHandle MALLINFO2 = Linker.nativeLinker()
            .downcallHandle(
                    Linker.nativeLinker().defaultLookup().findOrThrow("mallinfo2"), FunctionDescriptor.of(MALLINFO));

    private NativeMemory() {}

    /**
     * Bytes that are allocated and not freed, in all arenas and in mappings of their own, after a collection, which
     * frees what only waits for one. Resident bytes would not do: what the allocator keeps of freed memory takes up a
     * leak of a hundred megabytes unseen, and grows by as much when another thread gets an arena.
     */
    public static long bytes() throws Throwable {
        System.gc();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = (MemorySegment) MALLINFO2.invokeExact((SegmentAllocator) arena);
            return size(info, "uordblks") + size(info, "hblkhd");
        }
    }

    private static long size(MemorySegment info, String field) {
        return info.get(
                ValueLayout.JAVA_LONG, MALLINFO.byteOffset(MemoryLayout.PathElement.groupElement(field)));
    }
}
