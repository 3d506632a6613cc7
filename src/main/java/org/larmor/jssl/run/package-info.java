/**
 * Whole trainings: what is trained on and in which order, the run with its checkpoints and curves, and the model that
 * comes of it.
 */
package org.larmor.jssl.run;
