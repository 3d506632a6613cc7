/** Decides when frames are complete and who reconstructs them. */
package org.larmor.router;
