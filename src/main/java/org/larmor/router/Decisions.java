package org.larmor.router;

import org.larmor.bus.record.Job;
import org.larmor.bus.record.ResultEvent;
import org.larmor.bus.record.ShadowJob;

/** Where the router's decisions leave. */
interface Decisions {
    /** To the job pool of its recipe; a job that makes no image goes straight to the results. */
    void job(Job job);

    /** A frame that cannot be reconstructed rightly: its terminal result, with the reason, which is for the scanner. */
    void refused(Job job, String why);

    /** To the shadow pool, of which nothing comes back. */
    void shadow(ShadowJob job);

    /** To {@code recon.results}, in the scan's partition. */
    void result(int partition, ResultEvent result);
}
