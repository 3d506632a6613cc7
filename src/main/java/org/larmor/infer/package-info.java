/** Recipe {@code jssl}: from a scanner's frames through a model to images. */
package org.larmor.infer;
