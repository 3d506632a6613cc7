/**
 * The classical methods on gridded k-space. Inside, images and k-space are in FFT order (origin at index 0) and the
 * phase encoding is the last axis, so that every transform is a plain one along contiguous memory; order and axes are
 * turned when pixels leave.
 */
package org.larmor.recon.classic;
