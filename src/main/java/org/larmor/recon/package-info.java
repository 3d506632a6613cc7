/** Reconstruction: noise, gridding, coil maps, operators, classical methods, recipes. */
package org.larmor.recon;
