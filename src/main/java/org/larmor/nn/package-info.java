/**
 * The reconstruction networks (vSHARP, E2E VarNet, U-Net, the coil maps' refiner) as functions of named parameters; they
 * know no files. Layers compute on real arrays [batch, channel, H, W]; k-space and coil maps are complex [batch, coil, H,
 * W] with the phase-encoding axis last. Intermediate arrays belong to the manager of the first operand and are closed as
 * soon as the next layer has read them, so that the allocator can hand the memory out again.
 */
package org.larmor.nn;
