package org.larmor.router;

/**
 * Where the router is in its partition of {@code mrd.index}.
 *
 * @param offset of the event at hand
 * @param at the log's time, ms since the epoch: the latest of the events read so far, so that it never runs backwards
 */
record Moment(long offset, long at) {}
