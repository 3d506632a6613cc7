/** Coils: the calibration region, sensitivity maps by ESPIRiT, their cache, and coil compression. */
package org.larmor.recon.coil;
