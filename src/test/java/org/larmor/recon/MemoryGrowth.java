package org.larmor.recon;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How native memory grows from one measurement to the next while the same work is repeated. A leak makes every step
 * grow alike; what the virtual machine or another test's last thread takes once (an allocator's arena, a compiler's
 * memory) makes one or two of them large, whatever its size. So the median tells the one from the other.
 */
public final class MemoryGrowth {
    private final List<Long> steps = new ArrayList<>();
    private long last = -1;

    public void measure() throws Throwable {
        long now = NativeMemory.bytes();
        if (last >= 0) {
            steps.add(now - last);
        }
        last = now;
    }

    /** The median growth from one measurement to the next, in bytes. */
    public long typical() {
        if (steps.size() < 5) {
            throw new IllegalStateException("a median of " + steps.size() + " steps says nothing");
        }
        List<Long> sorted = steps.stream().sorted().toList();
        return (sorted.get((sorted.size() - 1) / 2) + sorted.get(sorted.size() / 2)) / 2;
    }

    /** All steps in order, in KiB. */
    @Override
    public String toString() {
        return steps.stream().map(bytes -> Long.toString(bytes >> 10)).collect(Collectors.joining(" "));
    }
}
