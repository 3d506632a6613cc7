package org.larmor.web.access;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.larmor.bus.record.AccessRole;

import static org.assertj.core.api.Assertions.assertThat;

/** Who may what, as a table. */
class RulesTest {
    private enum Who {
        NOBODY,
        WRONG,
        REVOKED,
        VIEWER,
        OPERATOR,
        APPROVER;

        Caller caller(boolean byCookie) {
            return switch (this) {
                case NOBODY -> new Caller.Nobody();
                case WRONG -> new Caller.Wrong(Refusal.WRONG_TOKEN);
                case REVOKED -> new Caller.Wrong(Refusal.REVOKED);
                default -> new Caller.Known("0123456789ab", "A. Curie", AccessRole.valueOf(name()), byCookie);
            };
        }
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            # who,    takes,    seeing,       changing,    where seeing is free
            NOBODY,   VIEWER,   NO_TOKEN,     NO_TOKEN,    -
            NOBODY,   OPERATOR, NO_TOKEN,     NO_TOKEN,    NO_TOKEN
            NOBODY,   APPROVER, NO_TOKEN,     NO_TOKEN,    NO_TOKEN
            WRONG,    VIEWER,   WRONG_TOKEN,  WRONG_TOKEN, WRONG_TOKEN
            REVOKED,  VIEWER,   REVOKED,      REVOKED,     REVOKED
            REVOKED,  APPROVER, REVOKED,      REVOKED,     REVOKED
            VIEWER,   VIEWER,   -,            -,           -
            VIEWER,   OPERATOR, ROLE,         ROLE,        ROLE
            VIEWER,   APPROVER, ROLE,         ROLE,        ROLE
            OPERATOR, VIEWER,   -,            -,           -
            OPERATOR, OPERATOR, -,            -,           -
            OPERATOR, APPROVER, ROLE,         ROLE,        ROLE
            APPROVER, VIEWER,   -,            -,           -
            APPROVER, OPERATOR, -,            -,           -
            APPROVER, APPROVER, -,            -,           -
            """)
    void byToken(Who who, AccessRole takes, String seeing, String changing, String seeingFreely) {
        Caller caller = who.caller(false);
        assertThat(refusal(takes, false, false, false, caller)).isEqualTo(seeing);
        assertThat(refusal(takes, true, false, false, caller)).isEqualTo(changing);
        assertThat(refusal(takes, false, false, true, caller)).isEqualTo(seeingFreely);
        // whoever may see freely may change no more than others
        assertThat(refusal(takes, true, false, true, caller)).isEqualTo(changing);
        assertThat(refusal(takes, true, true, false, caller)).isEqualTo(changing);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            # who,    takes,    seeing, changing, changing with the header
            NOBODY,   OPERATOR, NO_TOKEN, NO_TOKEN, NO_TOKEN
            VIEWER,   VIEWER,   -,      UNMARKED, -
            VIEWER,   OPERATOR, ROLE,   UNMARKED, ROLE
            OPERATOR, OPERATOR, -,      UNMARKED, -
            APPROVER, OPERATOR, -,      UNMARKED, -
            """)
    void byCookie(Who who, AccessRole takes, String seeing, String changing, String changingMarked) {
        Caller caller = who.caller(true);
        assertThat(refusal(takes, false, false, false, caller)).isEqualTo(seeing);
        assertThat(refusal(takes, true, false, false, caller)).isEqualTo(changing);
        assertThat(refusal(takes, true, true, false, caller)).isEqualTo(changingMarked);
        assertThat(refusal(takes, true, false, true, caller)).isEqualTo(changing);
    }

    private static String refusal(AccessRole takes, boolean changes, boolean marked, boolean free, Caller caller) {
        return Rules.refusal(takes, new Rules.Question(changes, marked), free, caller).map(Refusal::name).orElse("-");
    }
}
