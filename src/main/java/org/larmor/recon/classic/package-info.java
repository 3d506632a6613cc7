/** The classical methods on prepared frames and slices, and their solvers. */
package org.larmor.recon.classic;
