/**
 * Reconstruction workers: take a job from the share group, load its chunks, reconstruct, write the result, accept. One
 * thread per loop owns the share consumer; another one loads, computes and writes.
 */
package org.larmor.worker;
