/** The losses of images [batch, H, W] and of k-space as (re, im) pairs, and the weighted terms that objectives consist of. */
package org.larmor.jssl.loss;
