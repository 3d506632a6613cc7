/** ISMRMRD raw-data files in HDF5, streamed as the wire messages they hold. */
package org.larmor.mrd.file;
