package org.larmor.bus.record;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/**
 * What somebody asks the adaptation for, in {@code adapt.commands}. Each is answered by one event that names its id.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
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
