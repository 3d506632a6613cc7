/**
 * Decides when frames are complete, and who reconstructs them with what.
 *
 * <p>One processor reads {@code mrd.index}, partition by partition. An event is first decided, then what was decided is
 * done, so that an event that cannot be decided leaves nothing behind and ends its scan alone. State is split by what
 * changes, and nothing grows with its scan: {@code scans} has each scan's opening and end, {@code frames} each chunk once,
 * under its frame, and what was decided of the frame, {@code contexts} the chunks of noise and calibration, {@code awaited}
 * the jobs whose answers are due. k-space never passes through here. What is decided about a frame stands in
 * {@code org.larmor.scan}; here is when it is asked, and that the answer reaches its job or its scanner once.
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
 * silent. The times are those at which the broker wrote the records; no gateway's clock and not the router's own decides
 * anything, and time never runs backwards. So a router that was down finds no scan silent whose events wait.
 *
 * <p><b>Answers.</b> Workers tell of each answer in {@code mrd.index}. What is still due says how far the workers are behind;
 * a job that its share group has finished without an answer has vanished, and is given out again.
 *
 * <p><b>At least once.</b> After a crash the router reads events again, and its stores may hold some, and not the same,
 * of what those events had led to, while jobs had not left. So each frame keeps its decisions and the offsets of the
 * events that made them: an event read again sends its jobs again, put together from the stores as they were. All else is idempotent by scan, frame and chunk sequence;
 * what follows is by scan, frame and revision. Closed scans are therefore kept for a while, which also keeps late events
 * from opening ghosts.
 *
 * <p>What does not parse or makes no sense goes to the dead-letter topic; a record of a later version of the program does
 * not, and stops the router. A record that its topic does not take ends its scan. A thread that dies three times at one
 * event ends the router.
 */
package org.larmor.router;
