package org.larmor.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.larmor.sim.stream.Truth;

/** What a scanner must get for a stream. */
sealed interface StreamExpectation {
    /** What is wrong with the replies, in words; empty where nothing is. */
    List<String> problems(StreamReplies replies);

    /** The bound of the images' error, NaN where none are expected. */
    default double bound() {
        return Double.NaN;
    }

    /** What the images' error is measured against. */
    default Truth truth() {
        return Truth.FULL;
    }

    /** So many images of the truth, without a mark and without a text. */
    static Images images(int count, Truth truth, double bound) {
        return new Images(count, truth, bound, null, Map.of(), Set.of(), List.of(), List.of());
    }

    /** No image, and an error that says why. */
    static Refused refused(String why) {
        return new Refused(Pattern.compile(why, Pattern.CASE_INSENSITIVE));
    }

    /** The conversation as a whole. */
    private static List<String> conversation(StreamReplies replies) {
        List<String> problems = new ArrayList<>();
        if (!replies.report().closed()) {
            problems.add("no close: " + replies.report().failure());
        }
        for (String text : replies.texts()) {
            if (!text.matches("(?s)(ERR|WRN|INF) (?!ERR|WRN|INF).*")) {
                problems.add("a text that does not begin with one of ERR, WRN, INF: " + text);
            }
        }
        return problems;
    }

    private static boolean said(Pattern pattern, List<String> texts) {
        return texts.stream().anyMatch(text -> pattern.matcher(text).find());
    }

    /**
     * Images.
     *
     * @param recipe each image's, null where it is not said
     * @param marks what else the meta must say
     * @param mayBeMarked what else the meta may say
     * @param texts each of which must be found in a text
     * @param mayBeTold what other texts may say
     */
    record Images(
            int count,
            Truth truth,
            double bound,
            @Nullable String recipe,
            Map<String, String> marks,
            Set<String> mayBeMarked,
            List<Pattern> texts,
            List<Pattern> mayBeTold)
            implements StreamExpectation {
        private static final Set<String> MARKS = Set.of("LarmorIncomplete", "LarmorFallback", "LarmorPartialFourier");

        /** No recipe leaves out pixels. */
        private static final double MOST_ZEROS = 0.01;

        Images by(String name) {
            return new Images(count, truth, bound, name, marks, mayBeMarked, texts, mayBeTold);
        }

        Images marked(String name, String value) {
            Map<String, String> more = new HashMap<>(marks);
            more.put(name, value);
            return new Images(count, truth, bound, recipe, more, mayBeMarked, texts, mayBeTold);
        }

        Images perhapsMarked(String name) {
            return new Images(count, truth, bound, recipe, marks, Set.of(name), texts, mayBeTold);
        }

        Images told(String text) {
            return new Images(count, truth, bound, recipe, marks, mayBeMarked, with(texts, text), mayBeTold);
        }

        Images perhapsTold(String text) {
            return new Images(count, truth, bound, recipe, marks, mayBeMarked, texts, with(mayBeTold, text));
        }

        @Override
        public List<String> problems(StreamReplies replies) {
            List<String> problems = new ArrayList<>(conversation(replies));
            if (replies.report().failure() != null) {
                problems.add(replies.report().failure());
            }
            if (replies.images().size() != count) {
                problems.add(replies.images().size() + " images of " + count);
            }
            double error = replies.error(truth);
            if (count > 0 && !(error <= bound)) {
                problems.add("relative error %.4f".formatted(error));
            }
            if (replies.zeros() > MOST_ZEROS) {
                problems.add("%.0f %% of the pixels are zero".formatted(100 * replies.zeros()));
            }
            if (recipe != null && count > 0 && !replies.metas("LarmorRecipe").equals(List.of(recipe))) {
                problems.add("recipe " + replies.metas("LarmorRecipe") + ", not " + recipe);
            }
            marks(replies, problems);
            texts(replies, problems);
            return problems;
        }

        private void marks(StreamReplies replies, List<String> problems) {
            for (String mark : MARKS) {
                String value = marks.getOrDefault(mark, "-");
                List<String> found = replies.metas(mark);
                if (!replies.images().isEmpty() && !mayBeMarked.contains(mark) && !found.equals(List.of(value))) {
                    problems.add(mark + " " + found + ", not " + value);
                }
            }
        }

        private void texts(StreamReplies replies, List<String> problems) {
            for (Pattern text : texts) {
                if (!said(text, replies.texts())) {
                    problems.add("no text says " + text);
                }
            }
            for (String text : replies.texts()) {
                if (!fits(texts, text) && !fits(mayBeTold, text)) {
                    problems.add("an unexpected text: " + text);
                }
            }
        }

        private static boolean fits(List<Pattern> patterns, String text) {
            return patterns.stream().anyMatch(pattern -> pattern.matcher(text).find());
        }

        private static List<Pattern> with(List<Pattern> patterns, String text) {
            List<Pattern> more = new ArrayList<>(patterns);
            more.add(Pattern.compile(text, Pattern.CASE_INSENSITIVE));
            return more;
        }
    }

    /** No image, and an error that says why. */
    record Refused(Pattern why) implements StreamExpectation {
        @Override
        public List<String> problems(StreamReplies replies) {
            List<String> problems = new ArrayList<>(conversation(replies));
            if (!replies.images().isEmpty()) {
                problems.add(replies.images().size() + " images, relative error %.4f".formatted(
                        replies.error(Truth.FULL)));
            }
            List<String> errors =
                    replies.texts().stream().filter(text -> text.startsWith("ERR ")).toList();
            if (!said(why, errors)) {
                problems.add("no error says " + why + ": " + replies.texts());
            }
            return problems;
        }
    }

    /** Either of two. */
    record Either(StreamExpectation one, StreamExpectation other) implements StreamExpectation {
        @Override
        public double bound() {
            return one.bound();
        }

        @Override
        public List<String> problems(StreamReplies replies) {
            List<String> problems = new ArrayList<>(one.problems(replies));
            List<String> others = other.problems(replies);
            if (problems.isEmpty() || others.isEmpty()) {
                return List.of();
            }
            problems.addAll(others);
            return problems;
        }
    }
}
