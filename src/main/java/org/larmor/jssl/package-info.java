/**
 * Joint supervised and self-supervised learning: sampling masks, SSDU splitting, coil maps, scaling, losses, the
 * training step, the optimizer, metrics. Images are [batch, H, W], k-space complex [batch, coil, H, W] with the
 * phase-encoding axis last.
 */
package org.larmor.jssl;
