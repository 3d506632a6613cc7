/** Noise: the covariance over the coils and the whitening made of it. */
package org.larmor.recon.noise;
