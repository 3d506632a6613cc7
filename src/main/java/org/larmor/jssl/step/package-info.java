/** The training step: a batch, its objective, gradients with and without recomputation, the optimizer and its rate. */
package org.larmor.jssl.step;
