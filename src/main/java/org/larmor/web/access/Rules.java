package org.larmor.web.access;

import java.util.Optional;
import org.larmor.bus.record.AccessRole;

/** Who may what. */
final class Rules {
    /**
     * What is asked.
     *
     * @param changes whether something may be another afterwards
     * @param marked whether a script of our page sent it, which another site's page cannot make a browser do
     */
    record Question(boolean changes, boolean marked) {}

    private Rules() {}

    /**
     * Why a request is refused, empty where it is not.
     *
     * @param needed the role that the route names
     * @param readingIsFree whether everybody who gets here may see what takes a viewer
     */
    static Optional<Refusal> refusal(AccessRole needed, Question question, boolean readingIsFree, Caller caller) {
        return Optional.ofNullable(
                switch (caller) {
                    case Caller.Nobody() ->
                        readingIsFree && !question.changes && needed == AccessRole.VIEWER ? null : Refusal.NO_TOKEN;
                    case Caller.Wrong(Refusal why) -> why;
                    case Caller.Known known when known.byCookie() && question.changes && !question.marked ->
                        Refusal.UNMARKED;
                    case Caller.Known known -> known.role().includes(needed) ? null : Refusal.ROLE;
                });
    }
}
