package org.larmor.jssl.data;

import io.jhdf.HdfFile;
import io.jhdf.exceptions.HdfException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A file of k-space slices. Used by one thread at a time. */
public interface SliceFile extends AutoCloseable {
    /** Opens a file of either kind; which it is, its content says. */
    static SliceFile open(Path path) {
        boolean kspace;
        boolean raw;
        try (HdfFile file = new HdfFile(path)) {
            kspace = file.getChild("kspace") != null;
            raw = file.getChild("dataset") != null;
        } catch (HdfException e) {
            throw new DataException(path + ": " + e.getMessage(), e);
        }
        if (kspace) {
            return KspaceFile.open(path);
        }
        if (raw) {
            return RawDataFile.open(path);
        }
        throw new DataException(path + " holds neither a data set kspace (fastMRI) nor a group dataset (ISMRMRD raw data)");
    }

    Path path();

    int slices();

    /** Whether the slice is a truth to learn from and compare with. */
    boolean complete(int slice);

    /** Reads one slice. */
    KspaceSlice read(int slice);

    /** A slice with what it hides of itself; empty where it hides nothing, or nothing is left of it. */
    default Optional<Sample> whole(int slice) {
        return Optional.empty();
    }

    /** The slices as references. */
    default List<SliceRef> references() {
        List<SliceRef> references = new ArrayList<>();
        for (int i = 0; i < slices(); i++) {
            references.add(new SliceRef(path(), i));
        }
        return references;
    }

    @Override
    void close();
}
