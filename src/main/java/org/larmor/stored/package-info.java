/** Scans that lie in the log, read from there as their scanners sent them: to be exported, and to be replayed. */
package org.larmor.stored;
