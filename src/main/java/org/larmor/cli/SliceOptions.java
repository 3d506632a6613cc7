package org.larmor.cli;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.larmor.jssl.data.DataException;
import org.larmor.jssl.data.SliceRef;
import org.larmor.jssl.data.SliceSelection;
import picocli.CommandLine.Option;

/** What of the data named is left out. */
final class SliceOptions {
    @Option(
            names = "--exclude",
            paramLabel = "NAME",
            arity = "1..*",
            description = "Leave out this file by its name without folder; NAME#0,3-5: these"
                    + " slices of it. What is kept out of a training can be given to --validate.")
    private List<String> excluded = List.of();

    private final Set<String> used = new HashSet<>();

    /** The slices of a list of paths, without those excluded. */
    List<SliceRef> slices(List<String> paths) {
        return SliceSelection.of(paths).stream().filter(slice -> !excluded(slice)).toList();
    }

    private boolean excluded(SliceRef slice) {
        boolean found = false;
        for (String name : excluded) {
            if (SliceSelection.means(name, slice)) {
                used.add(name);
                found = true;
            }
        }
        return found;
    }

    /** To be called when all lists are read. */
    void requireUse() {
        for (String name : excluded) {
            if (!used.contains(name)) {
                throw new DataException("nothing to leave out is named " + name);
            }
        }
    }
}
