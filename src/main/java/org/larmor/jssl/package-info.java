/**
 * Joint supervised and self-supervised learning, by what its parts hold; each uses those before it: {@code sampling},
 * {@code loss}, {@code step}, {@code data}, {@code simulated}, {@code eval}, {@code run}, {@code experiment}. Images are
 * [batch, H, W], k-space is complex [batch, coil, H, W] with the phase-encoding axis last.
 */
package org.larmor.jssl;
