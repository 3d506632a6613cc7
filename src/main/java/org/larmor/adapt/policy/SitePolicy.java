package org.larmor.adapt.policy;

import java.util.function.Supplier;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.LogTable;
import org.larmor.bus.Topics;
import org.larmor.bus.record.PolicyRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The policy that the site has published last, as it changes. Asking does not block. Safe to use from several threads. */
public final class SitePolicy implements Supplier<Policy>, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SitePolicy.class);

    private final LogTable<PolicyRecord> table;
    private volatile Read read = new Read("", Policy.NONE);

    private record Read(String hash, Policy policy) {}

    private SitePolicy(LogTable<PolicyRecord> table) {
        this.table = table;
    }

    /** Follows it; what is there is known when this returns. */
    public static SitePolicy follow(KafkaConnection kafka) {
        return new SitePolicy(LogTable.follow(kafka, Topics.ADAPT_POLICY));
    }

    /** The policy in force; {@link Policy#NONE} where there is none, or one that this program cannot read. */
    @Override
    public Policy get() {
        PolicyRecord record = table.get(PolicyRecord.KEY).orElse(null);
        if (record == null) {
            return Policy.NONE;
        }
        Read known = read;
        if (!known.hash().equals(record.hash())) {
            known = new Read(record.hash(), parse(record));
            read = known;
        }
        return known.policy();
    }

    private static Policy parse(PolicyRecord record) {
        try {
            return Policy.ofJson(record.json());
        } catch (PolicyException e) {
            LOG.error("Nothing is learned, and one model serves all: {}", e.getMessage());
            return Policy.NONE;
        }
    }

    /** Whether it is being followed. */
    public boolean isAlive() {
        return table.isAlive();
    }

    @Override
    public void close() {
        table.close();
    }
}
