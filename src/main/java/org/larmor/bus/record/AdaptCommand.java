package org.larmor.bus.record;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/**
 * What somebody asks the adaptation for, in {@code adapt.commands}. Each but a sample is answered by one event that names its id.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = AdaptCommand.AddSample.class, name = "AddSample"),
    @JsonSubTypes.Type(value = AdaptCommand.AddProxies.class, name = "AddProxies"),
    @JsonSubTypes.Type(value = AdaptCommand.RemoveProxies.class, name = "RemoveProxies"),
    @JsonSubTypes.Type(value = AdaptCommand.ForgetScan.class, name = "ForgetScan"),
    @JsonSubTypes.Type(value = AdaptCommand.SetPolicy.class, name = "SetPolicy"),
    @JsonSubTypes.Type(value = AdaptCommand.AddModel.class, name = "AddModel"),
    @JsonSubTypes.Type(value = AdaptCommand.Challenge.class, name = "Challenge"),
    @JsonSubTypes.Type(value = AdaptCommand.Promote.class, name = "Promote"),
    @JsonSubTypes.Type(value = AdaptCommand.RollBack.class, name = "RollBack")
})
public sealed interface AdaptCommand {
    /** Unique. */
    String id();

    /** Who asks, as they call themselves. */
    String by();

    /** Why, in their words. */
    String reason();

    /**
     * A sample lies in {@code adapt.samples}. This one is answered by the ledger, not by an event: there are too many.
     */
    record AddSample(String id, StoredSample sample, String by) implements AdaptCommand {
        @Override
        public String reason() {
            return "";
        }
    }

    /** Fully sampled slices, which lie in {@code adapt.samples}, are a new set of proxies. */
    record AddProxies(String id, String set, List<ProxySlice> slices, String by, String reason)
            implements AdaptCommand {
        public AddProxies {
            slices = slices == null ? List.of() : List.copyOf(slices);
        }
    }

    /** A set of proxies is no longer to be used. */
    record RemoveProxies(String id, String set, String by, String reason) implements AdaptCommand {}

    /** Nothing may be learned from a scan any more. */
    record ForgetScan(String id, String scan, String by, String reason) implements AdaptCommand {}

    /**
     * This is to be the site's policy.
     *
     * @param json of the policy's own schema
     */
    record SetPolicy(String id, String json, String by, String reason) implements AdaptCommand {}

    /** A version lies in the registry. */
    record AddModel(String id, String version, String by, String reason) implements AdaptCommand {}

    /** A version is to be the domain's challenger. */
    record Challenge(String id, String domain, String version, String by, String reason) implements AdaptCommand {}

    /** A version is to be the domain's champion. */
    record Promote(String id, String domain, String version, String by, String reason) implements AdaptCommand {}

    /** The domain's previous champion is to be its champion again. */
    record RollBack(String id, String domain, String by, String reason) implements AdaptCommand {}
}
