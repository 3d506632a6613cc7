package org.larmor.bus.record;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to the adaptation, in {@code adapt.events}; each holds the hash of the one before.
 *
 * @param number from 0, without gaps
 * @param previous SHA-256 of the record before, as it lies in the log, in hexadecimal; zeros for the first
 * @param at by the clock of the process that wrote it, µs since the epoch
 * @param command the id of the command that it answers, null where nobody asked
 */
public record AdaptEvent(long number, String previous, long at, @Nullable String command, What what) {
    /** What happened. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = ScanForgotten.class, name = "ScanForgotten"),
        @JsonSubTypes.Type(value = RunOrdered.class, name = "RunOrdered"),
        @JsonSubTypes.Type(value = RunClaimed.class, name = "RunClaimed"),
        @JsonSubTypes.Type(value = RunProgress.class, name = "RunProgress"),
        @JsonSubTypes.Type(value = RunEnded.class, name = "RunEnded"),
        @JsonSubTypes.Type(value = GateEnded.class, name = "GateEnded"),
        @JsonSubTypes.Type(value = ProxiesAdded.class, name = "ProxiesAdded"),
        @JsonSubTypes.Type(value = ProxiesRemoved.class, name = "ProxiesRemoved"),
        @JsonSubTypes.Type(value = PolicySet.class, name = "PolicySet"),
        @JsonSubTypes.Type(value = ModelAdded.class, name = "ModelAdded"),
        @JsonSubTypes.Type(value = ModelRemoved.class, name = "ModelRemoved"),
        @JsonSubTypes.Type(value = Challenged.class, name = "Challenged"),
        @JsonSubTypes.Type(value = ScanCompared.class, name = "ScanCompared"),
        @JsonSubTypes.Type(value = TrialEnded.class, name = "TrialEnded"),
        @JsonSubTypes.Type(value = Alarmed.class, name = "Alarmed"),
        @JsonSubTypes.Type(value = Promoted.class, name = "Promoted"),
        @JsonSubTypes.Type(value = RolledBack.class, name = "RolledBack"),
        @JsonSubTypes.Type(value = Refused.class, name = "Refused")
    })
    public sealed interface What {}

    /**
     * Nothing is learned from a scan any more.
     *
     * @param samples how many there were
     */
    public record ScanForgotten(String scan, int samples, String by, String reason) implements What {}

    /** A domain's model is to be trained, or a challenger to be measured, which is a look at its held-out scans. */
    public record RunOrdered(RunOrder order, String by, String reason) implements What {}

    /**
     * A trainer has a run.
     *
     * @param epoch how often it was claimed
     */
    public record RunClaimed(String run, String trainer, int epoch) implements What {}

    /**
     * A run has gone on: its losses, and what was measured.
     *
     * @param epoch of the claim; a later one's rows take the place of an earlier one's
     * @param columns of the curves, separated by commas
     * @param rows that are new, likewise
     * @param images that are new
     */
    public record RunProgress(String run, int epoch, String columns, List<String> rows, List<ExampleImage> images)
            implements What {
        public RunProgress {
            rows = List.copyOf(rows);
            images = images == null ? List.of() : List.copyOf(images); // events of before say nothing of them
        }

        /** So much for a line of a log; the rows are for curves. */
        @Override
        public String toString() {
            return "RunProgress[run=" + run + ", " + rows.size() + " rows]";
        }
    }

    /**
     * A run has ended.
     *
     * @param version what came of it, null where it failed
     * @param failure why, null where it did not
     */
    public record RunEnded(
            String run, String domain, @Nullable String version, @Nullable String failure, int steps)
            implements What {}

    /**
     * A gate has said whether a challenger may serve.
     *
     * @param verdict null where it failed
     * @param reasons why it is not passed, a sentence each
     * @param report SHA-256 of the report, in hexadecimal; empty where it failed
     * @param measured the scans that it was measured for, null where nothing was
     * @param failure why there is no verdict, null where there is one
     */
    public record GateEnded(
            String run,
            String domain,
            String challenger,
            @Nullable Verdict verdict,
            List<String> reasons,
            String report,
            @Nullable MeasuredRange measured,
            @Nullable String failure)
            implements What {
        public GateEnded {
            reasons = List.copyOf(reasons);
        }
    }

    /** What a gate says of a challenger. */
    public enum Verdict {
        /** Every criterion is met. */
        PASSED,
        /** One is not: the challenger never serves. */
        REJECTED,
        /** None is broken, but there is too little to say so of all: a person decides. */
        UNDECIDABLE
    }

    /** A domain's champion was held against its challenger, or against the champion before, on a scan that had ended. */
    public record ScanCompared(ScanComparison comparison) implements What {}

    /**
     * A challenger has reconstructed scans as they came, unseen.
     *
     * @param verdict undecidable where it was not the better one, but not for sure the worse, or too few scans came
     * @param reasons why it is not passed, a sentence each
     * @param scans on which it was held against the champion, each of another patient
     * @param better by how much its error was the smaller, dB, mean over scans of what was clipped to ±1
     */
    public record TrialEnded(
            String domain, String version, Verdict verdict, List<String> reasons, int scans, double better)
            implements What {
        public TrialEnded {
            reasons = List.copyOf(reasons);
        }
    }

    /**
     * A champion is worse than the one before on scans that came since: it never serves the domain again.
     *
     * @param scans on which both were measured
     * @param worse by how much its error was the larger, dB, mean over scans of what was clipped to ±1
     * @param atLeast what the highest mean was at least, with the error of the watch
     */
    public record Alarmed(String domain, String version, String previous, int scans, double worse, double atLeast)
            implements What {}

    /**
     * There is a new set of proxies.
     *
     * @param training slices
     * @param validation slices, which no training sees
     * @param content SHA-256 over the slices' own hashes, in their order, in hexadecimal
     */
    public record ProxiesAdded(String set, int training, int validation, String content, String by, String reason)
            implements What {}

    /** A set of proxies is used no longer. */
    public record ProxiesRemoved(String set, int slices, String by, String reason) implements What {}

    /**
     * A policy is in force.
     *
     * @param hash of the policy
     * @param json the policy itself
     */
    public record PolicySet(String hash, String json, String by, String reason) implements What {}

    /** A version is in the registry. */
    public record ModelAdded(String version, String sha256, String by, String reason) implements What {}

    /** A version without an alias is no longer in the registry. */
    public record ModelRemoved(String version) implements What {}

    /** A version is a domain's challenger. */
    public record Challenged(String domain, String version, String by, String reason) implements What {}

    /**
     * A version is a domain's champion.
     *
     * @param before what served the domain until then, null where nothing did
     * @param measured the scans that it was measured for here, null where its card alone says
     */
    public record Promoted(
            String domain,
            String version,
            @Nullable String before,
            @Nullable MeasuredRange measured,
            String by,
            String reason)
            implements What {}

    /** The champion before is a domain's champion again. */
    public record RolledBack(String domain, String version, String from, String by, String reason) implements What {}

    /** A command was refused. */
    public record Refused(String what, String by, String why) implements What {}
}
