package org.larmor.models;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The safetensors format: a header length (u64, little-endian), a JSON header of names with type, shape and offsets,
 * then the values. Reads F64, F32, F16 and BF16 as float32; writes F32 or F16. Tensors are matched by name.
 *
 * @param metadata the header's {@code __metadata__}
 */
public record Safetensors(Map<String, Tensor> tensors, Map<String, String> metadata) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_HEADER = 100 << 20;
    /** What one array can hold. */
    private static final long MAX_TENSOR = 1L << 30;

    private static final String METADATA = "__metadata__";

    /** Row by row. */
    public record Tensor(long[] shape, float[] values) {}

    /** How values are stored. */
    public enum Storage {
        F32,
        F16
    }

    public static Safetensors read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            long headerLength = buffer(channel, file, 0, 8, size).getLong();
            if (headerLength < 2 || headerLength > Math.min(MAX_HEADER, size - 8)) {
                throw new ModelException(file + " is no safetensors file: header of " + headerLength + " bytes");
            }
            byte[] header = new byte[(int) headerLength];
            buffer(channel, file, 8, headerLength, size).get(header);
            JsonNode root = JSON.readTree(header);
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            Map<String, String> metadata = new LinkedHashMap<>();
            TreeMap<Long, Long> taken = new TreeMap<>();
            for (Map.Entry<String, JsonNode> entry : root.properties()) {
                if (entry.getKey().equals(METADATA)) {
                    entry.getValue().properties().forEach(e -> metadata.put(e.getKey(), e.getValue().asText()));
                } else {
                    claim(file, entry.getKey(), entry.getValue(), taken);
                    tensors.put(
                            entry.getKey(),
                            tensor(channel, file, entry.getKey(), entry.getValue(), 8 + headerLength, size));
                }
            }
            return new Safetensors(tensors, metadata);
        } catch (JsonProcessingException e) {
            throw new ModelException(file + ": the header is no JSON", e);
        }
    }

    /** Writes to a file beside it first, so that {@code file} is whole or not there. */
    public void write(Path file, Storage storage) throws IOException {
        int width = storage == Storage.F32 ? 4 : 2;
        ObjectNode root = JSON.createObjectNode();
        if (!metadata.isEmpty()) {
            ObjectNode node = root.putObject(METADATA);
            metadata.forEach(node::put);
        }
        long offset = 0;
        for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
            ObjectNode node = root.putObject(entry.getKey());
            node.put("dtype", storage.name());
            node.set("shape", JSON.valueToTree(entry.getValue().shape()));
            long end = offset + (long) width * entry.getValue().values().length;
            node.putArray("data_offsets").add(offset).add(end);
            offset = end;
        }
        byte[] json = JSON.writeValueAsBytes(root);
        // padded with spaces so that the values are aligned
        int padded = (json.length + 7) / 8 * 8;
        ByteBuffer header = ByteBuffer.allocate(8 + padded).order(ByteOrder.LITTLE_ENDIAN);
        header.putLong(padded).put(json);
        while (header.hasRemaining()) {
            header.put((byte) ' ');
        }
        Path temporary = file.resolveSibling(file.getFileName() + ".part");
        try (FileChannel channel = FileChannel.open(
                temporary,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
            writeFully(channel, header.flip());
            for (Tensor tensor : tensors.values()) {
                writeFully(channel, encode(tensor.values(), storage));
            }
            channel.force(true);
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static ByteBuffer encode(float[] values, Storage storage) {
        int width = storage == Storage.F32 ? 4 : 2;
        ByteBuffer buffer = ByteBuffer.allocate(values.length * width).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            if (storage == Storage.F32) {
                buffer.putFloat(value);
            } else {
                buffer.putShort(Float.floatToFloat16(value));
            }
        }
        return buffer.flip();
    }

    private static void writeFully(FileChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    private static Tensor tensor(
            FileChannel channel, Path file, String name, JsonNode node, long base, long size) throws IOException {
        JsonNode offsets = node.path("data_offsets");
        long from = offsets.path(0).asLong(-1);
        long to = offsets.path(1).asLong(-1);
        if (from < 0 || to < from || to > size - base) {
            throw new ModelException(file + ": tensor " + name + " lies outside the file");
        }
        long[] shape = new long[node.path("shape").size()];
        long count = 1;
        for (int i = 0; i < shape.length; i++) {
            shape[i] = node.get("shape").get(i).asLong(-1);
            if (shape[i] < 0 || (shape[i] > 0 && count > size / shape[i])) {
                throw new ModelException(file + ": tensor " + name + "'s shape does not fit its bytes");
            }
            count *= shape[i];
        }
        String type = node.path("dtype").asText();
        int width =
                switch (type) {
                    case "F64" -> 8;
                    case "F32" -> 4;
                    case "F16", "BF16" -> 2;
                    default -> throw new ModelException(file + ": tensor " + name + " is of type " + type);
                };
        if (count * width != to - from || to - from > MAX_TENSOR) {
            throw new ModelException(file + ": tensor " + name + "'s shape does not fit its bytes");
        }
        ByteBuffer bytes = buffer(channel, file, base + from, to - from, size);
        float[] values = new float[Math.toIntExact(count)];
        for (int i = 0; i < values.length; i++) {
            values[i] =
                    switch (type) {
                        case "F64" -> (float) bytes.getDouble();
                        case "F32" -> bytes.getFloat();
                        case "F16" -> Float.float16ToFloat(bytes.getShort());
                        default -> Float.intBitsToFloat(bytes.getShort() << 16);
                    };
        }
        return new Tensor(shape, values);
    }

    /** Refuses bytes that are another tensor's too: a small file could otherwise take any memory. */
    private static void claim(Path file, String name, JsonNode node, TreeMap<Long, Long> taken) throws ModelException {
        long from = node.path("data_offsets").path(0).asLong(-1);
        long to = node.path("data_offsets").path(1).asLong(-1);
        if (to <= from) {
            return;
        }
        Map.Entry<Long, Long> before = taken.lowerEntry(to);
        if (before != null && before.getValue() > from) {
            throw new ModelException(file + ": tensor " + name + " overlaps another");
        }
        taken.put(from, to);
    }

    private static ByteBuffer buffer(FileChannel channel, Path file, long at, long length, long size)
            throws IOException {
        if (length > size - at) {
            throw new ModelException(file + " is cut short");
        }
        ByteBuffer buffer = ByteBuffer.allocate(Math.toIntExact(length)).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, at + buffer.position()) < 0) {
                throw new ModelException(file + " is cut short");
            }
        }
        return buffer.flip();
    }
}
