/** Training data: slices of k-space files, what of them is acquired, and the samples that are prepared from them. */
package org.larmor.jssl.data;
