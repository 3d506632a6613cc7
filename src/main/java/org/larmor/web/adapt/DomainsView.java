package org.larmor.web.adapt;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.larmor.adapt.drift.Drift;
import org.larmor.adapt.events.Shadows;
import org.larmor.adapt.policy.Policy;
import org.larmor.adapt.registry.ModelRegistry;
import org.larmor.bus.record.LedgerEntry;
import org.larmor.bus.record.ModelAlias;

/** Each kind of scan: what serves it, what was gathered, whether it has changed, and what is tried or watched. */
record DomainsView(Policy policy, ModelRegistry models, Collection<LedgerEntry> ledger, List<Shadows.Of> shadows) {
    JsonArray json() {
        TreeSet<String> names = new TreeSet<>();
        policy.domains().forEach(domain -> names.add(domain.name()));
        models.aliases().forEach(alias -> names.add(alias.domain()));
        ledger.forEach(entry -> names.add(entry.sample().order().domain()));
        List<Drift.Course> drift = Drift.of(ledger);
        JsonArray domains = new JsonArray();
        names.forEach(name -> domains.add(domain(name, drift)));
        return domains;
    }

    private JsonObject domain(String name, List<Drift.Course> drift) {
        List<LedgerEntry> samples = ledger.stream()
                .filter(entry -> !entry.gone() && entry.sample().order().domain().equals(name))
                .toList();
        String own = models.alias(name, ModelAlias.Name.CHAMPION).orElse(null);
        return new JsonObject()
                .put("domain", name)
                .put("learns", policy.learns(name))
                .put("champion", own != null ? own : models.alias(ModelAlias.GENERAL, ModelAlias.Name.CHAMPION).orElse(null))
                .put("championIsGeneral", own == null)
                .put("previous", models.alias(name, ModelAlias.Name.PREVIOUS).orElse(null))
                .put("challenger", models.alias(name, ModelAlias.Name.CHALLENGER).orElse(null))
                .put("training", side(samples, false))
                .put("heldOut", side(samples, true))
                .put("drift", drift(name, drift))
                .put("shadows", shadows(name));
    }

    private static JsonObject side(List<LedgerEntry> samples, boolean heldOut) {
        List<LedgerEntry> side = samples.stream().filter(entry -> entry.heldOut() == heldOut).toList();
        return new JsonObject()
                .put("samples", side.size())
                .put(
                        "patients",
                        side.stream()
                                .map(entry -> entry.sample().order().teaching().subject())
                                .distinct()
                                .count());
    }

    private static JsonArray drift(String domain, List<Drift.Course> courses) {
        JsonArray drift = new JsonArray();
        courses.stream().filter(course -> course.stratum().domain().equals(domain)).forEach(course -> {
            JsonObject one = new JsonObject()
                    .put("acceleration", course.stratum().acceleration())
                    .put("model", course.stratum().model())
                    .put("scans", course.scans())
                    .put("error", Math.exp(course.mean()));
            course.last()
                    .ifPresent(change -> one.put(
                            "changed",
                            new JsonObject()
                                    .put("at", change.at())
                                    .put("before", Math.exp(change.before()))
                                    .put("after", Math.exp(change.after()))));
            drift.add(one);
        });
        return drift;
    }

    private JsonArray shadows(String domain) {
        JsonArray all = new JsonArray();
        shadows.stream().filter(of -> of.domain().equals(domain)).forEach(of -> all.add(new JsonObject()
                .put("kind", of.isTrial() ? "trial" : "watch")
                .put("champion", of.course().champion())
                .put("shadow", of.course().shadow())
                .put("scans", of.course().scans())
                .put("championsError", of.course().championsError().mean())
                .put("atLeast", finite(of.course().championsError().lowerBound()))));
        return all;
    }

    private static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }
}
