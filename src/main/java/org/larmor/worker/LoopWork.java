package org.larmor.worker;

import java.util.List;

/** What a loop has done with the deliveries that it takes. One thread uses and closes it. */
interface LoopWork extends AutoCloseable {
    /** Makes what the first job would have to wait for. */
    void prepare();

    /** Whether that is there. */
    boolean isPrepared();

    /** Leads deliveries that were taken together to their ends; each of them ends by itself. */
    void work(List<Ticket> tickets);

    @Override
    void close();
}
