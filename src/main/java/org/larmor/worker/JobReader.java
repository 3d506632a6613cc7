package org.larmor.worker;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.larmor.bus.Topic;
import org.larmor.bus.record.NewerRecordException;
import org.larmor.bus.record.RecordException;

/** Reads the jobs of a pool, and settles what is none. */
final class JobReader<T> {
    private final Deserializer<T> jobs;
    private final ResultWriter results;

    JobReader(Topic<String, T> topic, ResultWriter results) {
        this.jobs = topic.value().deserializer();
        this.results = results;
    }

    /**
     * The job; null where it is none, which is settled then.
     *
     * @throws NewerRecordException where a newer worker has to take it
     */
    @Nullable
    T read(Ticket ticket) throws InterruptedException {
        ConsumerRecord<byte[], byte[]> delivery = ticket.delivery();
        String why = "no value";
        try {
            T job = jobs.deserialize(delivery.topic(), delivery.value());
            if (job != null) {
                return job;
            }
        } catch (NewerRecordException e) {
            throw e; // no poison: a newer worker takes it
        } catch (RecordException e) {
            why = String.valueOf(e.getMessage());
        }
        results.deadLetter(delivery, "not a job: " + why);
        ticket.outcome().complete(Outcome.DEAD);
        return null;
    }
}
