package org.larmor.recon.engine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.larmor.mrd.file.Tools;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Against a library in C that has NVML's functions as its header declares them, and two made-up devices; against a driver it
 * was never run.
 */
class NvidiaLibraryIT {
    private static final String SOURCE =
            """
            #include <string.h>
            typedef struct nvmlDevice_st *nvmlDevice_t;
            typedef struct { unsigned long long total, free, used; } nvmlMemory_t;
            typedef struct { unsigned int gpu, memory; } nvmlUtilization_t;
            struct nvmlDevice_st { const char *uuid, *name; unsigned long long total, used; int busy; };
            static struct nvmlDevice_st devices[] = {
                {"GPU-one", "Tesla of one", 8589934592ULL, 1073741825ULL, 37},
                {"MIG-two", "Part of two", 5000000001ULL, 7ULL, -1}};
            static int started;
            int nvmlInit_v2(void) { started = 1; return 0; }
            int nvmlDeviceGetHandleByIndex_v2(unsigned int i, nvmlDevice_t *d) {
                if (!started) return 1;
                if (i > 1) return 2;
                *d = &devices[i];
                return 0;
            }
            int nvmlDeviceGetHandleByUUID(const char *uuid, nvmlDevice_t *d) {
                for (int i = 0; i < 2; i++) if (!strcmp(uuid, devices[i].uuid)) { *d = &devices[i]; return 0; }
                return 6;
            }
            int nvmlDeviceGetName(nvmlDevice_t d, char *name, unsigned int length) {
                if (strlen(d->name) >= length) return 7;
                strcpy(name, d->name);
                return 0;
            }
            int nvmlDeviceGetMemoryInfo(nvmlDevice_t d, nvmlMemory_t *m) {
                m->total = d->total; m->used = d->used; m->free = d->total - d->used;
                return 0;
            }
            int nvmlDeviceGetUtilizationRates(nvmlDevice_t d, nvmlUtilization_t *u) {
                if (d->busy < 0) return 3;
                u->gpu = d->busy; u->memory = 99;
                return 0;
            }
            """;

    @TempDir
    Path folder;

    private NvidiaLibrary library() throws Exception {
        Tools.need("cc", "--version");
        Path source = Files.writeString(folder.resolve("nvml.c"), SOURCE);
        Path library = folder.resolve("libnvml.so");
        Tools.run("cc", "-shared", "-fPIC", "-o", library.toString(), source.toString());
        return NvidiaLibrary.open(library.toString()).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {" | 0 | one", " | 1 | two", "1,0 | 0 | two", "1,0 | 1 | one", "GPU-one | 0 | one", "MIG-two, GPU-one | 0 | two"})
    void aDeviceIsTheOneThatCudaSees(String visible, int index, String which) throws Exception {
        DeviceReading one = new DeviceReading("Tesla of one", 1_073_741_825L, 8_589_934_592L, OptionalDouble.of(0.37));
        DeviceReading two = new DeviceReading("Part of two", 7, 5_000_000_001L, OptionalDouble.empty());
        assertThat(library().read(visible, index)).contains(which.equals("one") ? one : two);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {" | 2", "0 | 1", "GPU-three | 0"})
    void whatIsNotThereSaysNothing(String visible, int index) throws Exception {
        assertThat(library().read(visible, index)).isEmpty();
    }

    @Test
    void aMachineWithoutTheDriverSaysNothing() {
        assertThat(NvidiaLibrary.open(folder.resolve("none.so").toString())).isEqualTo(Optional.empty());
        assertThat(DeviceReading.of(ComputeDevice.PROCESSOR)).isEmpty();
    }
}
