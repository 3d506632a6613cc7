/**
 * From MRD messages to gridded Cartesian k-space: which readouts count, where their samples lie, and what a frame is
 * refused with.
 */
package org.larmor.recon.kspace;
