/** How good reconstructions are: methods, slices with a truth, figures, tables and pictures. */
package org.larmor.jssl.eval;
