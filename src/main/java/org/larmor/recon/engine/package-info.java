/** The tensor engine: what must be in place before libtorch loads, and what each thread must do before it computes. */
package org.larmor.recon.engine;
