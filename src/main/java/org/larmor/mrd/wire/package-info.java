/** The MRD stream protocol: message ids, flyweight headers with named offsets, an incremental decoder and an encoder. Little-endian throughout. */
package org.larmor.mrd.wire;
