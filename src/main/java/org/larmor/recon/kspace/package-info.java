/** From MRD messages to gridded Cartesian k-space in FFT order: which readouts count, and where their samples lie. */
package org.larmor.recon.kspace;
