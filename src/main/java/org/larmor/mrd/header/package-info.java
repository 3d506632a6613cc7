/** The ISMRMRD XML header, read leniently into typed records; the XML itself is kept as received. */
package org.larmor.mrd.header;
