/** Figures of how near an image is to another that counts as the truth. */
package org.larmor.recon.quality;
