package org.larmor.bus.record;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What somebody asks the adaptation for, in {@code adapt.commands}. Each but a sample, a comparison and a renewal is answered by one event that names its id.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = AdaptCommand.AddSample.class, name = "AddSample"),
    @JsonSubTypes.Type(value = AdaptCommand.StartRun.class, name = "StartRun"),
    @JsonSubTypes.Type(value = AdaptCommand.ClaimRun.class, name = "ClaimRun"),
    @JsonSubTypes.Type(value = AdaptCommand.RenewRun.class, name = "RenewRun"),
    @JsonSubTypes.Type(value = AdaptCommand.ReportRun.class, name = "ReportRun"),
    @JsonSubTypes.Type(value = AdaptCommand.EndRun.class, name = "EndRun"),
    @JsonSubTypes.Type(value = AdaptCommand.EndGate.class, name = "EndGate"),
    @JsonSubTypes.Type(value = AdaptCommand.Compare.class, name = "Compare"),
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

    /** The champion was held against another version on a scan. */
    record Compare(String id, ScanComparison comparison, String by) implements AdaptCommand {
        @Override
        public String reason() {
            return "";
        }
    }

    /** A domain's model is to be trained on what was gathered. */
    record StartRun(String id, String domain, String by, String reason) implements AdaptCommand {}

    /** A trainer would do a run. */
    record ClaimRun(String id, String run, String trainer) implements OfTrainer {}

    /** A trainer is still at it; answered by the run's record, not by an event. */
    record RenewRun(String id, String run, String trainer, int epoch) implements OfTrainer {}

    /**
     * How a trainer's run goes.
     *
     * @param columns of the curves, separated by commas
     * @param rows that are new, likewise; those of a claim begin with the first of all
     * @param images that are new
     */
    record ReportRun(String id, String run, String trainer, int epoch, String columns, List<String> rows, List<ExampleImage> images)
            implements OfTrainer {
        public ReportRun {
            rows = rows == null ? List.of() : List.copyOf(rows);
            images = images == null ? List.of() : List.copyOf(images);
        }
    }

    /**
     * A trainer's run has come to its end.
     *
     * @param version what came of it, null where it failed
     * @param failure why, null where it did not
     * @param steps that were done
     */
    record EndRun(
            String id,
            String run,
            String trainer,
            int epoch,
            @Nullable String version,
            @Nullable String failure,
            int steps)
            implements OfTrainer {}

    /**
     * A trainer's gate has come to its end.
     *
     * @param verdict null where it failed
     * @param reasons why it is not passed, a sentence each
     * @param measured the scans that it was measured for, null where nothing was
     * @param report JSON of its own schema, null where it failed
     * @param failure why, null where it did not
     */
    record EndGate(
            String id,
            String run,
            String trainer,
            int epoch,
            AdaptEvent.@Nullable Verdict verdict,
            List<String> reasons,
            @Nullable MeasuredRange measured,
            @Nullable String report,
            @Nullable String failure)
            implements OfTrainer {
        public EndGate {
            reasons = reasons == null ? List.of() : List.copyOf(reasons);
        }
    }

    /** What trainers ask for. */
    sealed interface OfTrainer extends AdaptCommand {
        String trainer();

        @Override
        default String by() {
            return trainer();
        }

        @Override
        default String reason() {
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
