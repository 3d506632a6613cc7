package org.larmor.gateway;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.larmor.bus.Pieces;
import org.larmor.bus.ResultRecord;
import org.larmor.bus.record.Hops;
import org.larmor.bus.record.PayloadHeader;
import org.larmor.bus.record.ResultEvent;
import org.larmor.mrd.FrameKey;
import org.larmor.mrd.header.HeaderException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One scan's results: pieces put together, each frame's revision answered once, and the count that ends the
 * conversation. Event loop only.
 */
final class Results {
    private static final Logger LOG = LoggerFactory.getLogger(Results.class);

    /** Where what is due to the scanner goes. */
    interface Scanner {
        void image(List<Piece> pieces, Hops hops);

        /** A frame has its answer, with the pieces of each of its images. */
        void answered(ResultEvent.Terminal answer, List<List<Piece>> images);

        void text(String text);

        void refused(String text);

        /** Every result of the scan has been given. */
        void complete();
    }

    /** Holds the pieces that have come until they are sent. */
    interface Keeper {
        /** A piece that has just been read: with its bytes if there is room to keep them. */
        Piece keep(long offset, byte[] bytes);

        /** Forgets pieces that will not be sent. */
        void forget(List<Piece> pieces);
    }

    /** Distinct warnings passed on per scan; a scanner's log is not a flood gauge. */
    private static final int MAX_WARNINGS = 100;

    /** Bytes that an answered frame takes here. */
    private static final long ANSWER = 128;

    /** Pieces of images held without their result; each costs some 50 bytes beside what the outbox keeps, an image 300. */
    private static final int MAX_PIECES = 1 << 16;

    private record Answer(FrameKey frame, int revision) {}

    private record Attempt(FrameKey frame, int revision, long attempt) {}

    private final Keeper keeper;
    private final Scanner scanner;
    private final Pieces<Attempt, Piece> pieces;
    private final Set<Answer> answered = new HashSet<>();
    private int answers;
    private final Set<String> warnings = new HashSet<>();
    private final ByteBudget budget;
    private int expected = -1;

    Results(Keeper keeper, Scanner scanner, ByteBudget budget) {
        this.keeper = keeper;
        this.scanner = scanner;
        this.budget = budget;
        this.pieces = new Pieces<>(MAX_PIECES, keeper::forget);
    }

    /** Takes what the log has of the scan, in its order. */
    void take(long offset, ResultRecord record) {
        switch (record) {
            case ResultRecord.Piece piece -> piece(piece.header(), offset, piece.bytes());
            case ResultRecord.Event event -> event(event.event());
        }
    }

    /** A piece of an image, in order within its attempt. */
    private void piece(PayloadHeader header, long offset, byte[] bytes) {
        if (answered.contains(new Answer(header.frame(), header.revision()))) {
            return;
        }
        pieces.add(
                new Attempt(header.frame(), header.revision(), header.attempt()),
                header.image(),
                header.sequence(),
                () -> labelled(header, keeper.keep(offset, bytes), bytes));
    }

    private static Piece labelled(PayloadHeader header, Piece piece, byte[] bytes) {
        if (header.sequence() == 0) {
            try {
                piece.label = ImageLabel.read(bytes);
            } catch (HeaderException e) {
                LOG.debug("an image that does not say what it is: {}", e.getMessage());
            }
        }
        return piece;
    }

    private void event(ResultEvent event) {
        switch (event) {
            case ResultEvent.FrameImages images -> images(images);
            case ResultEvent.FrameNone none -> {
                if (answer(none)) {
                    scanner.answered(none, List.of());
                    count();
                }
            }
            case ResultEvent.FrameFailed failed -> {
                if (answer(failed)) {
                    scanner.answered(failed, List.of());
                    scanner.text("ERR frame " + failed.frame() + ": " + failed.text());
                    count();
                }
            }
            case ResultEvent.ScanText text -> warn(text.text());
            case ResultEvent.ScanRefused refused -> scanner.refused(refused.text());
            case ResultEvent.ScanClosed closed -> {
                if (closed.aborted()) {
                    scanner.refused("the router has given the scan up: nothing was heard of it for too long");
                    return;
                }
                expected = closed.results();
                count();
            }
        }
    }

    /** Frames answered so far, each revision for itself. */
    int answers() {
        return answers;
    }

    /** The connection is gone. */
    void close() {
        budget.release(ByteBudget.Use.FRAMES, ANSWER * answered.size());
        answered.clear();
    }

    private void images(ResultEvent.FrameImages images) {
        Optional<List<List<Piece>>> complete =
                pieces.take(new Attempt(images.frame(), images.revision(), images.attempt()), images.pieces());
        if (complete.isEmpty()) {
            // Not this attempt's to answer: another one's pieces count.
            return;
        }
        List<List<Piece>> ordered = complete.get();
        if (!answer(images)) {
            ordered.forEach(keeper::forget);
            return;
        }
        scanner.answered(images, ordered);
        ordered.forEach(image -> scanner.image(image, images.hops()));
        count();
    }

    /** Whether this is the first answer to the frame's revision; its warnings are passed on and other attempts dropped. */
    private boolean answer(ResultEvent.Terminal terminal) {
        if (!answered.add(new Answer(terminal.frame(), terminal.revision()))) {
            return false;
        }
        answers++;
        budget.hold(ByteBudget.Use.FRAMES, ANSWER);
        terminal.warnings().forEach(this::warn);
        pieces.drop(other ->
                other.frame.equals(terminal.frame()) && other.revision == terminal.revision());
        return true;
    }

    private void warn(String text) {
        if (warnings.size() < MAX_WARNINGS && warnings.add(text)) {
            scanner.text(text.startsWith("WRN ") || text.startsWith("ERR ") || text.startsWith("INF ")
                    ? text
                    : "WRN " + text);
        }
    }

    /** Ends the conversation if everything has been given. */
    void count() {
        if (expected >= 0 && answered.size() >= expected) {
            scanner.complete();
        }
    }
}
