package org.larmor.adapt.events;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.larmor.bus.record.AdaptCommand;
import org.larmor.bus.record.AdaptEvent;
import org.larmor.bus.record.AdaptEvent.What;
import org.larmor.bus.record.ProxySlice;

/** The sets of proxies that there are: what is added is whole patients on one side each, and nothing that is there. */
final class ProxyBook {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");

    private final Map<String, ProxySlice> slices = new HashMap<>();

    ProxyBook(Collection<ProxySlice> known) {
        known.forEach(slice -> slices.put(slice.id(), slice));
    }

    What add(AdaptCommand.AddProxies asked) {
        String why = refusal(asked);
        if (!why.isEmpty()) {
            return new AdaptEvent.Refused("AddProxies", asked.by(), why);
        }
        int validation = 0;
        StringBuilder content = new StringBuilder();
        for (ProxySlice slice : asked.slices()) {
            slices.put(slice.id(), slice);
            validation += slice.validation() ? 1 : 0;
            content.append(slice.content());
        }
        return new AdaptEvent.ProxiesAdded(
                asked.set(),
                asked.slices().size() - validation,
                validation,
                EventHash.of(content.toString().getBytes(java.nio.charset.StandardCharsets.US_ASCII)),
                asked.by(),
                asked.reason());
    }

    private String refusal(AdaptCommand.AddProxies asked) {
        if (!NAME.matcher(asked.set()).matches()) {
            return "a set is called by up to 64 small letters, digits and hyphens";
        }
        if (!of(asked.set()).isEmpty()) {
            return "there is a set " + asked.set() + " already";
        }
        if (asked.slices().isEmpty()
                || asked.slices().stream().anyMatch(slice -> !slice.set().equals(asked.set()))) {
            return "there are no slices, or some of another set";
        }
        Set<String> contents = new HashSet<>();
        Map<String, Boolean> sides = new HashMap<>();
        slices.values().forEach(slice -> {
            contents.add(slice.content());
            sides.put(slice.patient(), slice.validation());
        });
        for (ProxySlice slice : asked.slices()) {
            if (!contents.add(slice.content())) {
                return "slice " + slice.number() + " is there already";
            }
            Boolean before = sides.putIfAbsent(slice.patient(), slice.validation());
            if (before != null && before != slice.validation()) {
                return "slice " + slice.number() + " is of a patient whose other slices are for "
                        + (before ? "validation" : "training");
            }
        }
        return "";
    }

    What remove(AdaptCommand.RemoveProxies asked) {
        List<ProxySlice> of = of(asked.set());
        if (of.isEmpty()) {
            return new AdaptEvent.Refused("RemoveProxies", asked.by(), "there is no set " + asked.set());
        }
        of.forEach(slice -> slices.remove(slice.id()));
        return new AdaptEvent.ProxiesRemoved(asked.set(), of.size(), asked.by(), asked.reason());
    }

    /** All slices of all sets. */
    Collection<ProxySlice> all() {
        return slices.values();
    }

    /** The slices of a set. */
    List<ProxySlice> of(String set) {
        return slices.values().stream().filter(slice -> slice.set().equals(set)).toList();
    }
}
