/** Which points of k-space are measured: accelerations, masks of columns, and the splits of a mask for self-supervision. */
package org.larmor.jssl.sampling;
