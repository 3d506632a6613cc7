/**
 * Linear operators of the measurement on native complex64 arrays, each with its forward and its adjoint, differentiable
 * under DJL's gradient collector. Axes: images [..., y, x], coil images and k-space [..., coil, y, x]. An operator's
 * constants belong to the manager it was made with; results attach to their argument's manager.
 */
package org.larmor.recon.op;
