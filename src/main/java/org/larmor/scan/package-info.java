/**
 * The rule book: everything that is decided about a scan, as pure functions over its header and its readouts' counters.
 * Router, {@code reconstruct}, evaluation and training ask here and have no rule of their own.
 */
package org.larmor.scan;
