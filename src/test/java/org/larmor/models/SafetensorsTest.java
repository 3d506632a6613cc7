package org.larmor.models;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SafetensorsTest {
    @TempDir
    Path folder;

    private static Safetensors some() {
        Map<String, Safetensors.Tensor> tensors = new LinkedHashMap<>();
        tensors.put("b", new Safetensors.Tensor(new long[] {2, 3}, new float[] {1, -2, 3.5f, 0, 1e-3f, 7}));
        tensors.put("a", new Safetensors.Tensor(new long[] {}, new float[] {0.25f}));
        return new Safetensors(tensors, Map.of("iteration", "12"));
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        Path file = folder.resolve("x.safetensors");
        some().write(file, Safetensors.Storage.F32);
        Safetensors read = Safetensors.read(file);
        assertThat(read.metadata()).containsExactly(Map.entry("iteration", "12"));
        assertThat(read.tensors().keySet()).containsExactly("b", "a");
        assertThat(read.tensors().get("b").shape()).containsExactly(2, 3);
        assertThat(read.tensors().get("b").values()).containsExactly(1, -2, 3.5f, 0, 1e-3f, 7);
        assertThat(read.tensors().get("a").shape()).isEmpty();
        assertThat(read.tensors().get("a").values()).containsExactly(0.25f);
    }

    @Test
    void halfPrecisionKeepsThreeDigits() throws IOException {
        Path file = folder.resolve("x.safetensors");
        some().write(file, Safetensors.Storage.F16);
        assertThat(Safetensors.read(file).tensors().get("b").values()[4]).isBetween(0.9995e-3f, 1.0005e-3f);
        assertThat(Files.size(file)).isLessThan(300);
    }

    @Test
    void theValuesAreAligned() throws IOException {
        Path file = folder.resolve("x.safetensors");
        some().write(file, Safetensors.Storage.F32);
        long header = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN).getLong();
        assertThat(header % 8).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8000]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}}",
                "{\"a\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[0,8]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[-1,-2],\"data_offsets\":[0,8]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296,0],\"data_offsets\":[0,0]}}",
                "{\"a\":{\"dtype\":\"F64\",\"shape\":[1152921504606846975],\"data_offsets\":[0,9223372036854775800]}}",
                "{\"a\":{\"dtype\":\"F64\",\"shape\":[],\"data_offsets\":[9223372036854775799,9223372036854775807]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}",
                "{\"a\":{\"shape\":[1]}}",
                "{\"a\":"
            })
    void aHeaderThatLiesIsRefused(String header) throws IOException {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + json.length + 8).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(json.length).put(json).putLong(0);
        Path file = Files.write(folder.resolve("x.safetensors"), bytes.array());
        assertThatThrownBy(() -> Safetensors.read(file)).isInstanceOf(ModelException.class);
    }

    @Test
    void anEndlessHeaderIsNotAllocated() throws IOException {
        byte[] bytes = ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(Long.MAX_VALUE)
                .array();
        Path file = Files.write(folder.resolve("x.safetensors"), bytes);
        assertThatThrownBy(() -> Safetensors.read(file)).isInstanceOf(ModelException.class);
    }
}
