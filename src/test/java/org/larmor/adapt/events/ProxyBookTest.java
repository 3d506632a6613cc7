package org.larmor.adapt.events;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.larmor.bus.record.AdaptCommand;
import org.larmor.bus.record.AdaptEvent;
import org.larmor.bus.record.AdaptEvent.What;
import org.larmor.bus.record.Extent;
import org.larmor.bus.record.ProxySlice;
import org.larmor.bus.record.StoredSample;

import static org.assertj.core.api.Assertions.assertThat;

class ProxyBookTest {
    private final ProxyBook book = new ProxyBook(List.of());

    private static ProxySlice slice(String set, int number, String patient, boolean validation, String content) {
        return new ProxySlice(
                set, number, "key", patient, validation, new Extent("u" + number, 0, 0, 1, 9), content,
                new StoredSample.Shape(1, 2, 3, 1));
    }

    private What add(String set, ProxySlice... slices) {
        return book.add(new AdaptCommand.AddProxies("c", set, List.of(slices), "me", "why"));
    }

    @Test
    void setIsAddedOnceAndCounted() {
        assertThat(add("knees", slice("knees", 0, "A", false, "a"), slice("knees", 1, "B", true, "b")))
                .isInstanceOfSatisfying(AdaptEvent.ProxiesAdded.class, added -> {
                    assertThat(added.training()).isEqualTo(1);
                    assertThat(added.validation()).isEqualTo(1);
                });
        refused(add("knees", slice("knees", 2, "C", false, "c")), "there is a set knees already");
        assertThat(book.remove(new AdaptCommand.RemoveProxies("c", "knees", "me", "")))
                .isEqualTo(new AdaptEvent.ProxiesRemoved("knees", 2, "me", ""));
        refused(book.remove(new AdaptCommand.RemoveProxies("c", "knees", "me", "")), "there is no set knees");
    }

    @Test
    void patientIsWhollyOnOneSideOverAllSets() {
        add("knees", slice("knees", 0, "A", false, "a"), slice("knees", 1, "B", true, "b"));
        refused(add("heads", slice("heads", 0, "A", true, "c")), "is of a patient whose other slices are for training");
        refused(add("heads", slice("heads", 0, "B", false, "c")), "whose other slices are for validation");
        refused(
                add("heads", slice("heads", 0, "C", false, "c"), slice("heads", 1, "C", true, "d")),
                "slice 1 is of a patient whose other slices are for training");
        assertThat(book.of("heads")).isEmpty();
    }

    @Test
    void whatIsThereAlreadyOrNothingIsRefused() {
        add("knees", slice("knees", 0, "A", false, "a"));
        refused(add("heads", slice("heads", 0, "A", false, "a")), "slice 0 is there already");
        refused(add("heads"), "there are no slices");
        refused(add("heads", slice("other", 0, "A", false, "x")), "some of another set");
        refused(add("No name", slice("No name", 0, "A", false, "x")), "a set is called by");
    }

    private static void refused(What what, String why) {
        assertThat(what).isInstanceOfSatisfying(
                AdaptEvent.Refused.class, refused -> assertThat(refused.why()).contains(why));
    }
}
