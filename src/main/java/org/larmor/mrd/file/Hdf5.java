package org.larmor.mrd.file;

import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import io.jhdf.dataset.DatasetBase;
import io.jhdf.exceptions.HdfException;
import io.jhdf.exceptions.UnsupportedHdfException;
import io.jhdf.object.datatype.CompoundDataType;
import io.jhdf.object.datatype.CompoundDataType.CompoundDataMember;
import io.jhdf.object.datatype.DataType;
import io.jhdf.object.datatype.FixedPoint;
import io.jhdf.object.datatype.FloatingPoint;
import io.jhdf.object.datatype.OrderedDataType;
import io.jhdf.object.datatype.StringData;
import io.jhdf.object.datatype.VariableLength;
import io.jhdf.storage.HdfBackingStorage;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The one place that knows jhdf, whose internals it uses (the version is pinned): raw records of a data set by slices,
 * and the global heap beside them. jhdf meets damaged files with errors of every kind, so all that enters it passes
 * {@link #guarded}, which knows one exception.
 */
final class Hdf5 implements AutoCloseable {
    /** Sizes of a file's offsets and lengths; all writers of today use 8. */
    private static final int ADDRESS_BYTES = 8;

    private final Path path;
    private final HdfFile file;
    private final FileChannel channel;
    private final long fileBytes;
    private final GlobalHeap heap;

    /** What a member of a record is. */
    enum Kind {
        COMPOUND,
        U16,
        U32,
        I32,
        U64,
        F32,
        VLEN_F32,
        VLEN_U32,
        VLEN_STRING,
        STRING,
        OTHER
    }

    /** A member of a compound type, nested ones by dotted names; arrays are of their element's kind. */
    record Member(int offset, Kind kind, int bytes) {}

    /** A data set of {@code count} records, one dimension; {@code members} is empty where it is no compound. */
    record Table(String name, DatasetBase dataset, long count, int recordBytes, Kind kind, Map<String, Member> members) {}

    private interface Step<T> {
        T run() throws IOException;
    }

    private Hdf5(Path path, HdfFile file, FileChannel channel, long fileBytes, GlobalHeap heap) {
        this.path = path;
        this.file = file;
        this.channel = channel;
        this.fileBytes = fileBytes;
        this.heap = heap;
    }

    static Hdf5 open(Path path) throws MrdFileException {
        return guarded(path, () -> {
            if (!Files.isRegularFile(path)) {
                throw new MrdFileException(MrdFileException.Problem.UNREADABLE, "no such file");
            }
            FileChannel channel = FileChannel.open(path);
            try {
                HdfFile file = openHdf(path, channel);
                HdfBackingStorage storage = file.getHdfBackingStorage();
                long size = channel.size();
                if (storage.getSizeOfOffsets() != ADDRESS_BYTES || storage.getSizeOfLengths() != ADDRESS_BYTES) {
                    throw MrdFileException.unsupported("HDF5 addresses of other than 8 bytes");
                }
                long base = storage.getSuperblock().getBaseAddressByte();
                long end = storage.getSuperblock().getEndOfFileAddress();
                if (base < 0 || end < base || end > size) {
                    throw MrdFileException.corrupt("truncated: " + size + " bytes where its superblock says " + end);
                }
                return new Hdf5(path, file, channel, size, new GlobalHeap(channel, base, size));
            } catch (IOException | RuntimeException | Error e) {
                channel.close(); // jhdf's own is only a view of it
                throw e;
            }
        });
    }

    /**
     * Given a path, jhdf maps every chunk by itself, which for 200,000 small acquisitions runs into the kernel's limit
     * on mappings; given a channel it reads them.
     */
    private static HdfFile openHdf(Path path, FileChannel channel) throws MrdFileException {
        try {
            return new HdfFile(channel, path.toAbsolutePath().toUri());
        } catch (HdfException e) {
            if (e.getMessage() != null && e.getMessage().contains("No valid HDF5 signature")) {
                throw MrdFileException.unsupported("not an HDF5 file");
            }
            throw e;
        }
    }

    long fileBytes() {
        return fileBytes;
    }

    /** Whether the node at an absolute path exists; links are not followed, so no other file is ever opened. */
    boolean has(String name) throws MrdFileException {
        return guarded(path, () -> find(name) != null);
    }

    /** The one-dimensional data set at an absolute path; null where there is none. */
    @Nullable Table table(String name) throws MrdFileException {
        return guarded(path, () -> {
            Node node = find(name);
            if (node == null) {
                return null;
            }
            if (!(node instanceof DatasetBase dataset)) {
                throw MrdFileException.unsupported(name + " is not a data set");
            }
            long count = count(name, dataset);
            DataType type = dataset.getDataType();
            Map<String, Member> members = new HashMap<>();
            if (type instanceof CompoundDataType compound) {
                collect("", 0, compound, members);
            }
            if (type.getSize() <= 0) {
                throw MrdFileException.corrupt(name + " has records of " + type.getSize() + " bytes");
            }
            return new Table(name, dataset, count, type.getSize(), kind(type), Map.copyOf(members));
        });
    }

    /** The raw bytes of records {@code first} to {@code first + count − 1}, little-endian. */
    ByteBuffer records(Table table, long first, int count) throws MrdFileException {
        return guarded(path, () -> {
            int rank = table.dataset().getDimensions().length;
            long[] offset = new long[rank];
            int[] shape = new int[rank];
            Arrays.fill(shape, 1);
            if (rank > 0) {
                offset[0] = first;
                shape[0] = count;
            }
            ByteBuffer raw = table.dataset().getSliceDataBuffer(offset, shape);
            if (raw.remaining() < (long) count * table.recordBytes()) {
                throw MrdFileException.corrupt(table.name() + ": a slice is shorter than its records");
            }
            return raw.slice().order(ByteOrder.LITTLE_ENDIAN);
        });
    }

    /**
     * Reads the variable-length element that a reference at {@code at} of {@code record} points to, to {@code target}'s
     * position; {@code bytes} is what the element must have, as the caller knows and has bounded it.
     */
    void element(ByteBuffer record, int at, int bytes, ByteBuffer target) throws MrdFileException {
        if (bytes == 0) {
            return;
        }
        long address = record.getLong(at + GlobalHeap.REFERENCE_ADDRESS_OFFSET);
        int index = record.getInt(at + GlobalHeap.REFERENCE_INDEX_OFFSET);
        guarded(path, () -> {
            heap.read(address, index, bytes, target);
            return null;
        });
    }

    @Override
    public void close() throws MrdFileException {
        guarded(path, () -> {
            try {
                file.close();
            } finally {
                channel.close();
            }
            return null;
        });
    }

    MrdFileException corrupt(String what) {
        return MrdFileException.corrupt(path + ": " + what);
    }

    MrdFileException unsupported(String what) {
        return MrdFileException.unsupported(path + ": " + what);
    }

    private @Nullable Node find(String name) throws MrdFileException {
        Node node = file;
        for (String part : name.substring(1).split("/")) {
            if (!(node instanceof Group group)) {
                return null;
            }
            node = group.getChild(part);
            if (node == null) {
                return null;
            }
            if (node.isLink()) {
                throw MrdFileException.unsupported(name + " is behind a link");
            }
        }
        return node;
    }

    private long count(String name, Dataset dataset) throws MrdFileException {
        long count = 1;
        long[] dimensions = dataset.getDimensionsAsLong();
        for (int i = 0; i < dimensions.length; i++) {
            if (i > 0 && dimensions[i] != 1) {
                throw MrdFileException.unsupported(name + " has more than one dimension");
            }
            count = i == 0 ? dimensions[i] : count;
        }
        if (count < 0 || count > fileBytes) {
            throw MrdFileException.corrupt(name + " states more records than the file has bytes: " + count);
        }
        return count;
    }

    private static void collect(String prefix, int base, CompoundDataType type, Map<String, Member> members) {
        for (CompoundDataMember member : type.getMembers()) {
            DataType inner = member.getDataType();
            String name = prefix + member.getName();
            int offset = base + member.getOffset();
            members.put(name, new Member(offset, kind(inner), inner.getSize()));
            if (inner instanceof CompoundDataType nested) {
                collect(name + ".", offset, nested, members);
            }
        }
    }

    private static Kind kind(DataType type) {
        if (type instanceof OrderedDataType ordered && ordered.getByteOrder() != ByteOrder.LITTLE_ENDIAN) {
            return Kind.OTHER;
        }
        return switch (type) {
            case CompoundDataType c -> Kind.COMPOUND;
            case FloatingPoint f -> f.getSize() == 4 ? Kind.F32 : Kind.OTHER;
            case FixedPoint i ->
                switch (i.getSize()) {
                    case 2 -> i.isSigned() ? Kind.OTHER : Kind.U16;
                    case 4 -> i.isSigned() ? Kind.I32 : Kind.U32;
                    case 8 -> i.isSigned() ? Kind.OTHER : Kind.U64;
                    default -> Kind.OTHER;
                };
            case io.jhdf.object.datatype.ArrayDataType a -> kind(a.getBaseType());
            case VariableLength v when v.isVariableLengthString() -> Kind.VLEN_STRING;
            case VariableLength v ->
                switch (kind(v.getParent())) {
                    case F32 -> Kind.VLEN_F32;
                    case U32 -> Kind.VLEN_U32;
                    default -> Kind.OTHER;
                };
            case StringData s -> Kind.STRING;
            default -> Kind.OTHER;
        };
    }

    /**
     * The boundary. What jhdf throws on damaged input is of every kind (bounds, arithmetic, a stack overflowed by links
     * in circles), and all of it means the same to the caller. An exhausted heap is the process's end, as everywhere.
     */
    private static <T> T guarded(Path path, Step<T> step) throws MrdFileException {
        try {
            return step.run();
        } catch (MrdFileException e) {
            throw new MrdFileException(e.problem(), path + ": " + e.getMessage(), e);
        } catch (UnsupportedHdfException e) {
            throw new MrdFileException(MrdFileException.Problem.UNSUPPORTED, path + ": " + reason(e), e);
        } catch (EOFException e) {
            throw new MrdFileException(MrdFileException.Problem.CORRUPT, path + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new MrdFileException(MrdFileException.Problem.UNREADABLE, path + ": " + reason(e), e);
        } catch (RuntimeException | StackOverflowError e) {
            throw new MrdFileException(MrdFileException.Problem.CORRUPT, path + ": damaged HDF5: " + reason(e), e);
        }
    }

    private static String reason(Throwable e) {
        List<String> parts = new ArrayList<>();
        for (Throwable t = e; t != null && parts.size() < 3; t = t.getCause()) {
            parts.add(t.getMessage() == null ? t.getClass().getSimpleName() : t.getMessage());
        }
        return String.join(": ", parts);
    }
}
