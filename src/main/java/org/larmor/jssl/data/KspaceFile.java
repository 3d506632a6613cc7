package org.larmor.jssl.data;

import io.jhdf.HdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Node;
import io.jhdf.dataset.DatasetBase;
import io.jhdf.exceptions.HdfException;
import io.jhdf.object.datatype.CompoundDataType;
import io.jhdf.object.datatype.CompoundDataType.CompoundDataMember;
import io.jhdf.object.datatype.FloatingPoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A multi-coil file as fastMRI writes them: data set {@code kspace}, complex64 [slice, coil, readout, phase], and
 * {@code reconstruction_rss} [slice, height, width], whose size is that of the images. An attribute {@code axes} that
 * names {@code ky} before {@code kx} says that the last two axes are the other way round; an attribute
 * {@code near_zero_ky_lines} lists phase-encoding lines that were filled with zeros instead of measured.
 */
public final class KspaceFile implements SliceFile {
    private static final Pattern NUMBER = Pattern.compile("\\d{1,6}");

    /** What one array can hold. */
    private static final int MAX_FLOATS = 1 << 30;

    private final Path path;
    private final HdfFile file;
    private final DatasetBase kspace;
    private final int slices;
    private final int coils;
    private final int rows;
    private final int columns;
    private final boolean phaseFirst;
    private final int imageRows;
    private final int imageColumns;
    private final boolean[] acquired;

    private KspaceFile(Path path, HdfFile file, long bytes) {
        this.path = path;
        this.file = file;
        kspace = dataset("kspace");
        long[] sides = kspace.getDimensionsAsLong();
        if (sides.length != 4) {
            throw new DataException(path + ": kspace has " + sides.length + " axes, not slice, coil and two more");
        }
        long size = 8;
        for (long side : sides) {
            // files may be compressed, but not a thousandfold
            if (side < 1 || size > bytes * 1000 / side) {
                throw new DataException(path + ": kspace is larger than the file can hold");
            }
            size *= side;
        }
        if (size / sides[0] / Float.BYTES > MAX_FLOATS) {
            throw new DataException(path + ": a slice of kspace is larger than " + MAX_FLOATS + " numbers");
        }
        requireComplex();
        slices = (int) sides[0];
        coils = (int) sides[1];
        rows = (int) sides[2];
        columns = (int) sides[3];
        Attribute axes = file.getAttribute("axes");
        String order = axes == null ? "" : String.valueOf(axes.getData());
        phaseFirst = order.contains("ky") && order.indexOf("ky") < order.indexOf("kx");
        Node rss = file.getChild("reconstruction_rss");
        long[] image = rss instanceof Dataset d ? d.getDimensionsAsLong() : new long[] {slices, rows, columns};
        if (image.length != 3 || image[1] > rows || image[2] > columns) {
            throw new DataException(path + ": reconstruction_rss does not fit kspace");
        }
        imageRows = (int) image[1];
        imageColumns = (int) image[2];
        if (file.getChild("mask") != null) {
            throw new DataException(path + " holds subsampled k-space (a data set mask), which cannot be read here");
        }
        acquired = acquired(phaseFirst ? rows : columns);
    }

    private boolean[] acquired(int lines) {
        boolean[] measured = new boolean[lines];
        java.util.Arrays.fill(measured, true);
        Attribute attribute = file.getAttribute("near_zero_ky_lines");
        if (attribute != null) {
            Matcher numbers = NUMBER.matcher(String.valueOf(attribute.getData()));
            while (numbers.find()) {
                int line = Integer.parseInt(numbers.group());
                if (line >= lines) {
                    throw new DataException(path + ": line " + line + " is said to be zero, of " + lines);
                }
                measured[line] = false;
            }
        }
        return measured;
    }

    public static KspaceFile open(Path path) {
        try {
            HdfFile file = new HdfFile(path);
            try {
                return new KspaceFile(path, file, Files.size(path));
            } catch (RuntimeException | IOException e) {
                file.close();
                throw e;
            }
        } catch (HdfException | IOException e) {
            throw new DataException(path + ": " + e.getMessage(), e);
        }
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public int slices() {
        return slices;
    }

    /** Files of this kind always are. */
    @Override
    public boolean complete(int slice) {
        return true;
    }

    @Override
    public KspaceSlice read(int slice) {
        if (slice < 0 || slice >= slices) {
            throw new DataException(path + " has no slice " + slice + ", only " + slices);
        }
        ByteBuffer raw;
        try {
            raw = kspace.getSliceDataBuffer(new long[] {slice, 0, 0, 0}, new int[] {1, coils, rows, columns})
                    .order(ByteOrder.LITTLE_ENDIAN);
        } catch (HdfException e) {
            throw new DataException(path + ": slice " + slice + ": " + e.getMessage(), e);
        }
        float[] pairs = new float[2 * coils * rows * columns];
        if (raw.remaining() < 4L * pairs.length) {
            throw new DataException(path + ": slice " + slice + " is cut short");
        }
        raw.asFloatBuffer().get(pairs);
        return phaseFirst
                ? new KspaceSlice(transposed(pairs), coils, columns, rows, imageColumns, imageRows, acquired)
                : new KspaceSlice(pairs, coils, rows, columns, imageRows, imageColumns, acquired);
    }

    private float[] transposed(float[] pairs) {
        float[] out = new float[pairs.length];
        for (int c = 0; c < coils; c++) {
            for (int y = 0; y < rows; y++) {
                for (int x = 0; x < columns; x++) {
                    int from = 2 * ((c * rows + y) * columns + x);
                    int to = 2 * ((c * columns + x) * rows + y);
                    out[to] = pairs[from];
                    out[to + 1] = pairs[from + 1];
                }
            }
        }
        return out;
    }

    private DatasetBase dataset(String name) {
        if (file.getChild(name) instanceof DatasetBase dataset) {
            return dataset;
        }
        throw new DataException(path + " has no data set " + name);
    }

    private void requireComplex() {
        if (kspace.getDataType() instanceof CompoundDataType compound) {
            List<CompoundDataMember> members = compound.getMembers();
            if (members.size() == 2 && isFloat(members.get(0), 0) && isFloat(members.get(1), 4)) {
                return;
            }
        }
        throw new DataException(path + ": kspace is not complex64");
    }

    private static boolean isFloat(CompoundDataMember member, int offset) {
        return member.getOffset() == offset
                && member.getDataType() instanceof FloatingPoint type
                && type.getSize() == 4
                && type.getByteOrder() == ByteOrder.LITTLE_ENDIAN;
    }

    @Override
    public void close() {
        file.close();
    }
}
