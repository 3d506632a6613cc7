/** Simulated anatomy: fully sampled multi-coil slices made from measured images and from drawn shapes, anew each time. */
package org.larmor.jssl.simulated;
