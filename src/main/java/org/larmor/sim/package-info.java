/** Phantoms, a simulated scan of them, and the scanner's side of an MRD connection. */
package org.larmor.sim;
