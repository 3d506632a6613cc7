/** The ISMRMRD data model shared by the wire protocol and the files: what a frame is. */
package org.larmor.mrd;
