package org.larmor.node;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.larmor.bus.BusException;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.TopicAdmin;
import org.larmor.bus.TopicChange;
import org.larmor.bus.TopicPlan;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether others' cluster is set up as the program needs it. */
final class ClusterCheck {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterCheck.class);

    private ClusterCheck() {}

    /**
     * Says what differs from the definitions, and changes nothing.
     *
     * @param lock how long a worker holds a job without renewing it
     * @throws BusException where something is missing without which data would be lost
     */
    static void check(KafkaConnection connection, Duration lock) {
        List<TopicChange> changes;
        try (TopicAdmin admin = TopicAdmin.connect(connection)) {
            changes = admin.diff(TopicPlan.DEFINED.withLock(lock));
        }
        String apply = "`larmor topics apply --kafka " + connection.bootstrap() + "`";
        List<TopicChange> needed = TopicPlan.needed(changes);
        if (!needed.isEmpty()) {
            String what = needed.stream().map(TopicChange::topic).distinct().collect(Collectors.joining(", "));
            throw new BusException(
                    "the cluster is not set up for Larmor (missing or wrong: " + what + "); " + apply + " does it");
        }
        Map<String, List<String>> topicsOf = new LinkedHashMap<>();
        changes.forEach(change -> topicsOf
                .computeIfAbsent(change + (change.isAction() ? "; " + apply + " does it" : ""), one -> new ArrayList<>())
                .add(change.topic()));
        topicsOf.forEach((what, topics) ->
                LOG.warn("The cluster differs from its definition: {}: {}", String.join(", ", topics), what));
    }
}
