package org.larmor.adapt.gate;

import java.util.List;
import org.larmor.bus.record.AdaptEvent.Verdict;

/** A verdict and all that it stands on. */
public record Judgement(Verdict verdict, List<Finding> findings) {
    public Judgement {
        findings = List.copyOf(findings);
    }

    static Judgement of(List<Finding> findings) {
        boolean failed = findings.stream().anyMatch(finding -> finding.outcome() == Finding.Outcome.FAILED);
        boolean open = findings.stream().anyMatch(finding -> finding.outcome() == Finding.Outcome.OPEN);
        return new Judgement(failed ? Verdict.REJECTED : open ? Verdict.UNDECIDABLE : Verdict.PASSED, findings);
    }

    /** Why it is not passed, a sentence each; empty where it is. */
    public List<String> reasons() {
        Finding.Outcome telling = verdict == Verdict.REJECTED ? Finding.Outcome.FAILED : Finding.Outcome.OPEN;
        return findings.stream()
                .filter(finding -> finding.outcome() == telling)
                .map(Finding::words)
                .toList();
    }
}
