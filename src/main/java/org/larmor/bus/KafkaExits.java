package org.larmor.bus;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.common.utils.Exit;

/**
 * Kafka's broker ends the whole process when it cannot go on: when its disk fails, above all. While a broker of ours
 * runs, this catches the attempt and tells the broker instead. Kafka does not say which broker asked, so all in the
 * process are told; there is but one outside tests.
 */
final class KafkaExits {
    private static final Set<Consumer<String>> LISTENERS = new HashSet<>();

    private KafkaExits() {}

    static synchronized void catchFor(Consumer<String> listener) {
        if (LISTENERS.isEmpty()) {
            Exit.setExitProcedure(KafkaExits::caught);
            Exit.setHaltProcedure(KafkaExits::caught);
        }
        LISTENERS.add(listener);
    }

    static synchronized void release(Consumer<String> listener) {
        if (LISTENERS.remove(listener) && LISTENERS.isEmpty()) {
            Exit.resetExitProcedure();
            Exit.resetHaltProcedure();
        }
    }

    private static void caught(int status, String message) {
        Set<Consumer<String>> listeners;
        synchronized (KafkaExits.class) {
            listeners = Set.copyOf(LISTENERS);
        }
        String why = message == null ? "it stopped itself with status " + status : message;
        listeners.forEach(listener -> listener.accept(why));
    }
}
