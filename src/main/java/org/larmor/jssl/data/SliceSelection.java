package org.larmor.jssl.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Slices as people name them: a file, a folder (its {@code .h5} and {@code .hdf5} files) or a list (a {@code .txt} file
 * of such names, relative to itself, {@code #} begins a comment at a line's start or after a blank), each with
 * {@code #0,1,4-6} behind it where only some of the slices are meant.
 */
public final class SliceSelection {
    private static final Pattern SUFFIX = Pattern.compile("(.+)#(\\d{1,6}(?:-\\d{1,6})?(?:,\\d{1,6}(?:-\\d{1,6})?)*)");
    private static final Pattern COMMENT = Pattern.compile("(^|\\s)#.*");
    private static final int DEEPEST_LIST = 8;

    private final Set<SliceRef> slices = new LinkedHashSet<>();

    private record Named(String name, Optional<Set<Integer>> indices) {
        static Named parse(String text) {
            Matcher matcher = SUFFIX.matcher(text);
            return matcher.matches()
                    ? new Named(matcher.group(1), Optional.of(indices(matcher.group(2))))
                    : new Named(text, Optional.empty());
        }

        private static Set<Integer> indices(String text) {
            Set<Integer> indices = new TreeSet<>();
            for (String part : text.split(",", -1)) {
                String[] ends = part.split("-", -1);
                int first = Integer.parseInt(ends[0]);
                int last = Integer.parseInt(ends[ends.length - 1]);
                if (last < first) {
                    throw new DataException("slices " + part + " run backwards");
                }
                for (int i = first; i <= last; i++) {
                    indices.add(i);
                }
            }
            return indices;
        }
    }

    private SliceSelection() {}

    /** The slices, in the order named, each once. */
    public static List<SliceRef> of(List<String> names) {
        SliceSelection selection = new SliceSelection();
        for (String name : names) {
            selection.add(Path.of(""), name, Optional.empty(), 0);
        }
        return List.copyOf(selection.slices);
    }

    private void add(Path base, String text, Optional<Set<Integer>> outer, int depth) {
        Named named = Named.parse(text);
        Path path = base.resolve(named.name());
        Optional<Set<Integer>> indices = named.indices().or(() -> outer);
        try {
            if (Files.isDirectory(path)) {
                for (Path file : hdf5Files(path)) {
                    addFile(file, indices);
                }
            } else if (path.toString().endsWith(".txt")) {
                addList(path, indices, depth);
            } else {
                addFile(path, indices);
            }
        } catch (IOException e) {
            throw new DataException(path + ": " + e.getMessage(), e);
        }
    }

    private static List<Path> hdf5Files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> found = files.filter(f -> f.toString().endsWith(".h5") || f.toString().endsWith(".hdf5"))
                    .sorted()
                    .toList();
            if (found.isEmpty()) {
                throw new DataException("there are no .h5 files in " + folder);
            }
            return found;
        }
    }

    private void addList(Path list, Optional<Set<Integer>> indices, int depth) throws IOException {
        if (depth == DEEPEST_LIST) {
            throw new DataException(list + ": lists within lists within lists");
        }
        Path folder = list.toAbsolutePath().getParent();
        for (String line : Files.readAllLines(list)) {
            String name = COMMENT.matcher(line).replaceFirst("").strip();
            if (!name.isEmpty()) {
                add(folder, name, indices, depth + 1);
            }
        }
    }

    private void addFile(Path path, Optional<Set<Integer>> indices) {
        // one name for each file, so that what is learned from is known when it is to be measured by
        try (SliceFile file = SliceFile.open(path.toAbsolutePath().normalize())) {
            List<SliceRef> references = file.references();
            if (indices.isEmpty()) {
                slices.addAll(references);
                return;
            }
            for (int index : indices.get()) {
                if (index >= references.size()) {
                    throw new DataException(path + " has no slice " + index + ", only " + references.size());
                }
                slices.add(references.get(index));
            }
        }
    }

    /** Whether {@code NAME} or {@code NAME#SLICES}, a file's name without its folder, means the slice. */
    public static boolean means(String name, SliceRef slice) {
        Named named = Named.parse(name);
        return slice.file().getFileName().toString().equals(named.name())
                && named.indices().map(of -> of.contains(slice.index())).orElse(true);
    }
}
