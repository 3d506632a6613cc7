package org.larmor.telemetry;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class OutOfMemoryTest {
    @Test
    void everyKindIsKnownHoweverDeepItLies() {
        assertThat(OutOfMemory.meaning(new OutOfMemoryError("Java heap space"))).isEqualTo("Java heap space");
        assertThat(OutOfMemory.meaning(new IllegalStateException(
                        "wrapped", new OutOfMemoryError("unable to create native thread: possibly out of memory"))))
                .startsWith("unable to create native thread");
        assertThat(OutOfMemory.meaning(new IllegalStateException(
                        "[enforce fail at alloc_cpu.cpp] DefaultCPUAllocator: can't allocate memory\nmore")))
                .isEqualTo("[enforce fail at alloc_cpu.cpp] DefaultCPUAllocator: can't allocate memory");
    }

    @Test
    void othersAreNone() {
        assertThat(OutOfMemory.meaning(new IllegalStateException((String) null))).isNull();
        assertThat(OutOfMemory.meaning(new StackOverflowError())).isNull();
        assertThat(OutOfMemory.meaning(new IllegalStateException("CUDA out of memory. Tried to allocate 2.00 GiB")))
                .as("a device's memory is not the process's")
                .isNull();
        Exception one = new IllegalStateException("one");
        Exception other = new IllegalStateException("other", one);
        one.initCause(other);
        assertThat(OutOfMemory.meaning(one)).as("causes that go round").isNull();
    }
}
