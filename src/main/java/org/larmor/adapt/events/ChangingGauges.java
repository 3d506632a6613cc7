package org.larmor.adapt.events;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Gauges that come and go with what they show. One that stays keeps its meter and gets another value: while one takes the
 * place of another with the same labels, a scrape may find both, and then fails as a whole. One thread changes them.
 */
final class ChangingGauges {
    private record Name(String meter, Tags tags) {}

    /** What a gauge is to show. */
    record Reading(String meter, String description, Tags tags, double value) {
        private Name name() {
            return new Name(meter, tags);
        }
    }

    /** The value as scrapes read it. */
    private static final class Shown {
        private final Gauge gauge;
        private volatile double value;

        Shown(Reading first, MeterRegistry registry) {
            this.value = first.value();
            this.gauge = Gauge.builder(first.meter(), this, shown -> shown.value)
                    .description(first.description())
                    .tags(first.tags())
                    .register(registry);
        }
    }

    private final MeterRegistry registry;
    private final Map<Name, Shown> gauges = new HashMap<>();

    ChangingGauges(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Shows these and no others. */
    void show(List<Reading> readings) {
        Set<Name> gone = new HashSet<>(gauges.keySet());
        for (Reading reading : readings) {
            gone.remove(reading.name());
            gauges.computeIfAbsent(reading.name(), name -> new Shown(reading, registry)).value = reading.value();
        }
        for (Name name : gone) {
            registry.remove(gauges.remove(name).gauge);
        }
    }
}
