package org.larmor.web.adapt;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import org.larmor.adapt.gate.Finding;
import org.larmor.adapt.gate.Report;
import org.larmor.bus.Topics;
import org.larmor.bus.record.AdaptEvent;
import org.larmor.bus.record.GateOrder;
import org.larmor.bus.record.ModelAlias;
import org.larmor.bus.record.ModelVersion;
import org.larmor.bus.record.RunRecord;
import org.larmor.bus.record.TrainingOrder;

/** Events, runs and models as the API shows them: nothing of any patient, not even hashes. */
public final class AdaptJson {
    private static final int SCHEMA_BYTE = 1;

    private AdaptJson() {}

    /** An event; of progress and policies only that they were there. */
    public static JsonObject event(AdaptEvent event) {
        byte[] record = Topics.ADAPT_EVENTS.value().serializer().serialize("", event);
        JsonObject json = Buffer.buffer(record).slice(SCHEMA_BYTE, record.length).toJsonObject();
        JsonObject what = json.getJsonObject("what");
        JsonObject shown = new JsonObject()
                .put("number", json.getValue("number"))
                .put("at", json.getValue("at"))
                .put("type", event.what().getClass().getSimpleName());
        switch (event.what()) {
            case AdaptEvent.RunProgress progress -> shown.put("run", progress.run()).put("rows", progress.rows().size());
            case AdaptEvent.PolicySet set -> shown.put("by", set.by()).put("reason", set.reason()).put("hash", set.hash());
            case AdaptEvent.RunOrdered ordered -> shown.put("run", ordered.order().run())
                    .put("domain", ordered.order().domain())
                    .put("by", ordered.by())
                    .put("reason", ordered.reason());
            case AdaptEvent.ScanCompared compared -> shown.put("domain", compared.comparison().domain())
                    .put("scan", compared.comparison().scan())
                    .put("champion", compared.comparison().champion())
                    .put("shadow", compared.comparison().shadow());
            default -> what.forEach(entry -> {
                if (!entry.getKey().equals("type") && !entry.getKey().equals("measured")) {
                    shown.put(entry.getKey(), entry.getValue());
                }
            });
        }
        return shown;
    }

    /** A run, training or gate, and how it stands. */
    public static JsonObject run(RunRecord run, long now) {
        JsonObject json = new JsonObject()
                .put("run", run.order().run())
                .put("domain", run.order().domain())
                .put("orderedAt", run.order().at())
                .put("endedAt", run.hasEnded() ? run.endedAt() : null)
                .put("state", state(run, now))
                .put("version", run.version())
                .put("verdict", run.verdict())
                .put("failure", run.failure());
        return switch (run.order()) {
            case TrainingOrder order -> json.put("kind", "training")
                    .put("champion", order.champion())
                    .put("samples", order.samples().size())
                    .put("proxies", order.proxies().size())
                    .put("steps", order.steps())
                    .put("minutes", order.minutes());
            case GateOrder order -> json.put("kind", "gate")
                    .put("champion", order.champion())
                    .put("challenger", order.challenger())
                    .put("baseline", order.baseline());
        };
    }

    private static String state(RunRecord run, long now) {
        if (run.hasEnded()) {
            return run.failure() == null ? "done" : "failed";
        }
        return run.trainer() == null ? "waiting" : now < run.until() ? "running" : "abandoned";
    }

    /** What a gate has found, each criterion with its figures. */
    static JsonObject report(Report report) {
        JsonArray findings = new JsonArray();
        for (Finding finding : report.findings()) {
            findings.add(new JsonObject()
                    .put("criterion", finding.criterion())
                    .put("against", finding.against() == null ? null : finding.against().name().toLowerCase(Locale.ROOT))
                    .put("stratum", finding.stratum())
                    .put("units", finding.units())
                    .put("mean", finding.mean())
                    .put("lower", finding.lower())
                    .put("p", finding.p())
                    .put("limit", finding.limit())
                    .put("outcome", finding.outcome().name())
                    .put("words", finding.words()));
        }
        return new JsonObject()
                .put("verdict", report.verdict().name())
                .put("look", report.criteria().look())
                .put("error", report.criteria().error())
                .put("reasons", new JsonArray(report.reasons()))
                .put("findings", findings);
    }

    /** A version, with what serves what. */
    static JsonObject version(ModelVersion version, List<ModelAlias> aliases) {
        JsonArray serves = new JsonArray();
        aliases.stream()
                .filter(alias -> alias.version().equals(version.version()))
                .forEach(alias -> serves.add(alias(alias)));
        return new JsonObject()
                .put("version", version.version())
                .put("sha256", version.sha256())
                .put("origin", version.origin())
                .put("at", version.at())
                .put("aliases", serves);
    }

    static JsonObject alias(ModelAlias alias) {
        return new JsonObject()
                .put("domain", alias.domain())
                .put("name", alias.name().name().toLowerCase(Locale.ROOT))
                .put("version", alias.version());
    }
}
