/**
 * The preparation, once: from a frame's readouts, or from k-space that is gridded already, to what every method starts
 * from. Arrays are centred, the centre at ⌊n/2⌋, [coil][readout][phase], a volume as [z] of such slices; transforms are
 * orthonormal. FFT order lives between the grid and the readout's transform alone.
 */
package org.larmor.recon.prepare;
