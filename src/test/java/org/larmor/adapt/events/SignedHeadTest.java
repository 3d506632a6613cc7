package org.larmor.adapt.events;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.larmor.bus.SiteKey;
import org.larmor.bus.Topics;
import org.larmor.bus.record.AdaptEvent;

import static org.assertj.core.api.Assertions.assertThat;

/** What somebody who can rewrite the whole log may do to it: each is found by a head that was signed before. */
class SignedHeadTest {
    @TempDir
    Path folder;

    private SiteKey key;

    @BeforeEach
    void key() throws Exception {
        key = SiteKey.readOrMake(folder.resolve("site.key"));
    }

    /** A whole chain, each event of which says one word. */
    private static EventChain chain(String... words) {
        EventChain.Reader reader = new EventChain.Reader();
        String head = EventHash.NONE;
        for (int i = 0; i < words.length; i++) {
            byte[] bytes = Topics.ADAPT_EVENTS.value().serializer().serialize(
                    "", new AdaptEvent(i, head, 1, null, new AdaptEvent.ModelRemoved(words[i])));
            reader.take(bytes);
            head = EventHash.of(bytes);
        }
        EventChain chain = reader.chain();
        assertThat(chain.faults()).isEmpty();
        return chain;
    }

    @Test
    void headIsFoundAsLongAsTheChainOnlyGrows() {
        SignedHead head = SignedHead.of(chain("a", "b"), key);
        assertThat(SignedHead.parse(head.text())).contains(head);
        assertThat(head.fault(chain("a", "b"), key)).isEmpty();
        assertThat(head.fault(chain("a", "b", "c"), key)).isEmpty();
        assertThat(SignedHead.of(chain(), key).fault(chain("a"), key)).isEmpty();
    }

    @Test
    void whatWasRewrittenIsFoundThoughItIsWholeInItself() {
        SignedHead head = SignedHead.of(chain("a", "b", "c"), key);
        assertThat(head.fault(chain("a", "b"), key)).hasValueSatisfying(why -> assertThat(why).contains("was cut: 3 events"));
        for (List<String> other : List.of(List.of("a", "x", "c"), List.of("a", "c", "d"), List.of("a", "b", "d"), List.of("x", "a", "b", "c"))) {
            assertThat(head.fault(chain(other.toArray(String[]::new)), key))
                    .as("%s", other)
                    .hasValueSatisfying(why -> assertThat(why).contains("is another"));
        }
    }

    @Test
    void forgedHeadsAreNoneOfThisSite() throws Exception {
        EventChain chain = chain("a", "b");
        SiteKey other = SiteKey.readOrMake(folder.resolve("other.key"));
        SignedHead head = SignedHead.of(chain, key);
        for (SignedHead forged : List.of(
                SignedHead.of(chain, other),
                new SignedHead(1, head.head(), head.signature()),
                new SignedHead(2, "0".repeat(64), head.signature()),
                new SignedHead(2, head.head(), new byte[64]),
                new SignedHead(2, head.head(), new byte[3]))) {
            assertThat(forged.fault(chain, key)).hasValueSatisfying(why -> assertThat(why).contains("not signed"));
        }
        for (String text : List.of("", "larmor adapt.events", head.text() + "more\n", head.text().replace("—", "-"), head.text().replace("\n2\n", "\n-2\n"))) {
            assertThat(SignedHead.parse(text)).isEmpty();
        }
    }
}
