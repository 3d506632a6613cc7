package org.larmor.adapt.gate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.larmor.bus.record.AdaptEvent.Verdict;
import org.larmor.bus.record.GateOrder;
import org.larmor.bus.record.MeasuredRange;
import org.larmor.bus.record.TrainingOrder;

/**
 * The change report: what a gate was to judge, by what, what it measured and what it says.
 *
 * @param schema the version of this record
 * @param program that measured
 * @param training what it was made by, null where that was no run of this site
 * @param measured the scans that the challenger was measured for; null where nothing was measured, or it is rejected
 * @param worst the proxy slices on which it lost most
 */
public record Report(
        int schema,
        String program,
        GateOrder order,
        Criteria criteria,
        Verdict verdict,
        List<Finding> findings,
        Measurements measurements,
        @Nullable TrainingOrder training,
        @Nullable MeasuredRange measured,
        List<WorstSlice> worst) {
    private static final int SCHEMA = 1;

    /** Scans belong to the whole number that is next to their acceleration. */
    private static final double HALF_STRATUM = 0.5;

    private static final ObjectMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    public Report {
        worst = worst == null ? List.of() : List.copyOf(worst); // reports of before have none
    }

    static Report of(
            GateOrder order,
            Criteria criteria,
            Measurements measurements,
            @Nullable TrainingOrder training,
            Judgement judgement,
            List<WorstSlice> worst) {
        return new Report(
                SCHEMA,
                running(),
                order,
                criteria,
                judgement.verdict(),
                judgement.findings(),
                measurements,
                training,
                judgement.verdict() == Verdict.REJECTED ? null : range(measurements),
                worst);
    }

    private static String running() {
        String version = Report.class.getPackage().getImplementationVersion();
        return "larmor " + (version == null ? "of the working tree" : version) + ", Java " + Runtime.version();
    }

    private static @Nullable MeasuredRange range(Measurements measurements) {
        List<Acquisition> all = new ArrayList<>();
        measurements.proxies().forEach(figure -> all.add(figure.acquisition()));
        measurements.hidden().forEach(figure -> all.add(figure.acquisition()));
        if (all.isEmpty()) {
            return null;
        }
        return new MeasuredRange(
                Math.max(1, all.stream().mapToInt(Acquisition::stratum).min().orElseThrow() - HALF_STRATUM),
                all.stream().mapToInt(Acquisition::stratum).max().orElseThrow() + HALF_STRATUM,
                all.stream().mapToInt(Acquisition::centralLines).min().orElseThrow(),
                all.stream().mapToInt(Acquisition::coils).min().orElseThrow(),
                all.stream().mapToInt(Acquisition::coils).max().orElseThrow(),
                QualityCalibration.of(measurements));
    }

    /** Why it is not passed, a sentence each. */
    public List<String> reasons() {
        return new Judgement(verdict, findings).reasons();
    }

    String json() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a report is always JSON", e);
        }
    }

    /** @throws IOException where it is none */
    public static Report ofJson(String json) throws IOException {
        return JSON.readValue(json, Report.class);
    }
}
