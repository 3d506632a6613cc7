/**
 * Decides when frames are complete, and who reconstructs them with what.
 *
 * <p>One processor reads {@code mrd.index}, partition by partition, and keeps three small stores: {@code scans} (what the
 * opening said, contexts, the pinned model), {@code frames} (under scan and frame, so that no value grows with its scan:
 * packed chunk references, bit sets of lines, what was decided) and {@code calibrations} (the readouts that only calibrate,
 * likewise). k-space never passes through here. What is decided about a frame stands in {@code org.larmor.scan}; here is
 * when it is asked, and that the answer reaches its job or its scanner once.
 *
 * <p><b>Complete</b> is a frame whose due lines are known by these lines alone: full data at once, a lattice once a flag
 * has ended it. No flag ends such a frame before they are there. Where the due lines are not known, a LAST flag ends it, on
 * a line whose average and segment are the last; or its scan. A LAST flag that ends other frames too ends them as they are
 * in the log: the gateway has to write their chunks before the chunk that carries it. A chunk for a frame that is done
 * opens its next revision.
 *
 * <p><b>Held</b> is a complete frame of an accelerated scan without calibration lines, until neighbouring frames bring
 * lines enough for coil maps, or have all come and brought none.
 *
 * <p><b>Time</b> is the log's. The processor writes ticks to the partition that it reads; a tick that comes back proves
 * that everything before it has been read, so a scan whose last data is older than the tick by the time-out really was
 * silent. Data that follows a tick in the log is never taken for older than the tick, whatever the gateway's clock says.
 * No clock is compared with a record otherwise, so a router that was down finds no scan silent whose events wait.
 *
 * <p><b>At least once.</b> After a crash the router reads events again, and its stores may hold some, and not the same,
 * of what those events had led to, while jobs had not left. So each frame keeps its jobs and the offsets of the events
 * that made them: an event read again sends its jobs again. All else is idempotent by scan, frame and chunk sequence;
 * what follows is by scan, frame and revision. Closed scans are therefore kept for a while, which also keeps late events
 * from opening ghosts.
 *
 * <p>Events that parse but make no sense are thrown before they touch any state; Streams' handlers put them, and what
 * does not parse, into the dead-letter topic and go on.
 */
package org.larmor.router;
