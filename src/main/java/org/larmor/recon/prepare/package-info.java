/** What is done to a slice's k-space before any method sees it. */
package org.larmor.recon.prepare;
