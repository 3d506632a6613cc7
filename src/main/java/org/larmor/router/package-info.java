/**
 * Decides when frames are complete, and who reconstructs them with what.
 *
 * <p>One processor reads {@code mrd.index}, partition by partition, and keeps three small stores: {@code scans} (what the
 * opening said, header and noise, the pinned model), {@code frames} (under scan and frame, so that no value grows with
 * its scan: packed chunk references, bit sets of lines, the jobs that left) and {@code calibrations} (under scan, slice
 * and frame, likewise). k-space never passes through here. What is due, when a frame is complete and what becomes of it
 * then is asked of {@code org.larmor.scan}; what is decided here is when to ask.
 *
 * <p><b>Ended</b> is a frame by its lines, by a LAST flag that counts, or with its scan. A flag that comes while lines are
 * missing that are known to be due ends nothing; it is kept, and the frame ends with those lines. A LAST flag that ends
 * other frames too ends them as they are in the log: the gateway has to write their chunks before the chunk that carries
 * it. A chunk for a frame that is done opens its next revision.
 *
 * <p><b>Held</b> is an ended frame whose coil maps lack lines that other repetitions or phases may still bring.
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
