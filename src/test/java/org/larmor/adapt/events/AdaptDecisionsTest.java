package org.larmor.adapt.events;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.larmor.bus.Topics;
import org.larmor.bus.record.AdaptCommand;
import org.larmor.bus.record.AdaptEvent;
import org.larmor.bus.record.AdaptEvent.What;
import org.larmor.bus.record.Extent;
import org.larmor.bus.record.ModelAlias;
import org.larmor.bus.record.ModelAlias.Name;
import org.larmor.bus.record.ModelVersion;

import static org.assertj.core.api.Assertions.assertThat;

class AdaptDecisionsTest {
    private static final long DAY = 24L * 3600 * 1_000_000;

    private final Set<String> stored = new HashSet<>();
    private final AdaptState state = new AdaptState();
    private final AdaptDecisions decisions = new AdaptDecisions(state, version -> stored.contains(version)
            ? Optional.of(new ModelVersion(version, "{}", new Extent("u", 0, 1, 2, 3), "sha of " + version, "test", 0))
            : Optional.empty(), scan -> 3, new ProxyBook(List.of()));
    private long number;
    private long now;

    private What ask(AdaptCommand command) {
        What what = decisions.decide(command);
        happens(what);
        return what;
    }

    private void happens(What what) {
        state.apply(new AdaptEvent(number++, "", now, null, what));
    }

    private void add(String version) {
        stored.add(version);
        assertThat(ask(new AdaptCommand.AddModel("c", version, "me", "")))
                .isEqualTo(new AdaptEvent.ModelAdded(version, "sha of " + version, "me", ""));
    }

    private What promote(String domain, String version) {
        return ask(new AdaptCommand.Promote("c", domain, version, "me", "why not"));
    }

    private What rollBack(String domain) {
        return ask(new AdaptCommand.RollBack("c", domain, "me", "worse"));
    }

    @Test
    void theFirstChampionOfAllIsTheBaselineForGood() {
        add("a@1");
        add("b@1");
        promote(ModelAlias.GENERAL, "a@1");
        promote(ModelAlias.GENERAL, "b@1");
        assertThat(state.alias(ModelAlias.GENERAL, Name.BASELINE)).contains("a@1");
        assertThat(state.alias(ModelAlias.GENERAL, Name.CHAMPION)).contains("b@1");
        assertThat(state.alias(ModelAlias.GENERAL, Name.PREVIOUS)).contains("a@1");
    }

    @Test
    void challengerThatIsPromotedIsNoneAnyMore() {
        add("a@1");
        ask(new AdaptCommand.Challenge("c", "knee", "a@1", "me", ""));
        assertThat(state.alias("knee", Name.CHALLENGER)).contains("a@1");
        assertThat(promote("knee", "a@1")).isEqualTo(new AdaptEvent.Promoted("knee", "a@1", null, null, "me", "why not"));
        assertThat(state.aliases()).containsOnlyKeys("knee/champion");
    }

    @Test
    void rollbackGoesBackOnceAndNotToWhatWasRolledBack() {
        add("a@1");
        add("b@1");
        promote("knee", "a@1");
        assertThat(rollBack("knee")).isInstanceOf(AdaptEvent.Refused.class);
        promote("knee", "b@1");
        assertThat(rollBack("knee")).isEqualTo(new AdaptEvent.RolledBack("knee", "a@1", "b@1", "me", "worse"));
        assertThat(state.alias("knee", Name.CHAMPION)).contains("a@1");
        assertThat(rollBack("knee")).isInstanceOf(AdaptEvent.Refused.class);
    }

    @Test
    void domainsFirstChampionIsRolledBackToTheOneOfAll() {
        add("a@1");
        add("b@1");
        promote(ModelAlias.GENERAL, "a@1");
        assertThat(promote("knee", "b@1")).isEqualTo(new AdaptEvent.Promoted("knee", "b@1", "a@1", null, "me", "why not"));
        assertThat(rollBack("knee")).isEqualTo(new AdaptEvent.RolledBack("knee", "a@1", "b@1", "me", "worse"));
        assertThat(state.alias("knee", Name.CHAMPION)).contains("a@1");
    }

    @Test
    void whatIsNotThereOrNotSaidIsRefused() {
        add("a@1");
        for (AdaptCommand wrong : List.of(
                new AdaptCommand.AddModel("c", "b@1", "me", ""),
                new AdaptCommand.Promote("c", "knee", "b@1", "me", "x"),
                new AdaptCommand.Promote("c", "knee", "a@1", "me", " "),
                new AdaptCommand.Promote("c", "knee", "a@1", "", "x"),
                new AdaptCommand.Promote("c", "knee", "a@1", "me", "x".repeat(2000)),
                new AdaptCommand.Promote("c", "Knee", "a@1", "me", "x"),
                new AdaptCommand.Promote("c", "a/b", "a@1", "me", "x"),
                new AdaptCommand.Challenge("c", "knee", "b@1", "me", "x"))) {
            assertThat(ask(wrong)).as("%s", wrong).isInstanceOf(AdaptEvent.Refused.class);
        }
        assertThat(state.aliases()).isEmpty();
    }

    @Test
    void oldVersionsThatNothingNamesAreGivenUpBeyondTheLastFew() {
        for (int i = 0; i < AdaptDecisions.KEPT + 4; i++) {
            now = i;
            add("v@" + i);
        }
        promote("knee", "v@0");
        assertThat(decisions.removals(DAY)).isEmpty();
        now = 10 * DAY;
        List<What> removals = new ArrayList<>(decisions.removals(now));
        assertThat(removals).containsExactlyInAnyOrder(
                new AdaptEvent.ModelRemoved("v@1"), new AdaptEvent.ModelRemoved("v@2"), new AdaptEvent.ModelRemoved("v@3"));
        removals.forEach(this::happens);
        assertThat(decisions.removals(now)).isEmpty();
    }

    @Test
    void versionThatHasJustLostItsAliasIsKeptForScansThatArePinnedToIt() {
        for (int i = 0; i < AdaptDecisions.KEPT + 2; i++) {
            add("v@" + i);
        }
        promote("knee", "v@0");
        now = 10 * DAY;
        promote("knee", "v@1");
        promote("knee", "v@2");
        assertThat(decisions.removals(now + DAY)).isEmpty();
        assertThat(decisions.removals(now + 3 * DAY)).isEmpty(); // v@0 is the newest that nothing names
        assertThat(state.aliases().values()).extracting(ModelAlias::version).contains("v@2", "v@1");
    }

    @Test
    void chainFindsWhatWasChangedRemovedOrPutIn() {
        List<byte[]> records = new ArrayList<>();
        String head = EventHash.NONE;
        List<String> heads = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            AdaptEvent event = new AdaptEvent(i, head, i, null, new AdaptEvent.ModelRemoved("v@" + i));
            byte[] bytes = Topics.ADAPT_EVENTS.value().serializer().serialize("", event);
            records.add(bytes);
            head = EventHash.of(bytes);
            heads.add(head);
        }
        EventChain whole = chain(records);
        assertThat(whole.faults()).isEmpty();
        assertThat(whole.head()).isEqualTo(head);
        assertThat(whole.find(heads.get(2))).contains(2L);
        assertThat(whole.find(heads.get(4))).contains(4L);
        assertThat(whole.find(EventHash.NONE)).isEmpty();

        List<byte[]> changed = new ArrayList<>(records);
        changed.set(2, new String(records.get(2), java.nio.charset.StandardCharsets.UTF_8)
                .replace("v@2", "w@2")
                .getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(chain(changed).faults()).singleElement().asString().contains("event 3 does not follow");
        List<byte[]> removed = new ArrayList<>(records);
        removed.remove(2);
        assertThat(chain(removed).faults()).singleElement().asString().contains("event 2 is missing");
        List<byte[]> twice = new ArrayList<>(records);
        twice.add(2, records.get(2));
        assertThat(chain(twice).faults()).isNotEmpty();
        List<byte[]> nonsense = new ArrayList<>(records);
        nonsense.set(1, new byte[] {1, 2, 3});
        assertThat(chain(nonsense).faults()).isNotEmpty();
        // what was cut off at the end is found by a head that was noted
        EventChain cut = chain(records.subList(0, 3));
        assertThat(cut.faults()).isEmpty();
        assertThat(cut.find(head)).isEmpty();
    }

    private static EventChain chain(List<byte[]> records) {
        EventChain.Reader reader = new EventChain.Reader();
        records.forEach(reader::take);
        return reader.chain();
    }

    @Test
    void everyCommandAndEventIsReadAsItWasWritten() {
        for (AdaptCommand command : List.of(
                new AdaptCommand.AddModel("c", "b@1", "me", ""),
                new AdaptCommand.Challenge("c", "knee", "b@1", "me", "x"),
                new AdaptCommand.Promote("c", "knee", "b@1", "me", "x"),
                new AdaptCommand.RollBack("c", "knee", "me", "x"))) {
            assertThat(Topics.ADAPT_COMMANDS.value().deserializer().deserialize("", Topics.ADAPT_COMMANDS.value().serializer().serialize("", command)))
                    .isEqualTo(command);
        }
    }
}
