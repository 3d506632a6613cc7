package org.larmor.router;

/** The router's topics, until the catalogue names them. */
final class RouterTopics {
    static final String INDEX = "mrd.index";
    static final String CLASSIC = "recon.jobs.classic";
    static final String LEARNED = "recon.jobs.learned";
    static final String RESULTS = "recon.results";
    static final String DEAD_LETTER = "larmor.dead-letter";

    private RouterTopics() {}
}
