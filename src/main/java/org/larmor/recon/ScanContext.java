package org.larmor.recon;

import java.nio.ByteBuffer;
import java.util.List;
import org.larmor.mrd.header.MrdHeader;

/**
 * What a scan's frames share.
 *
 * @param noise the scan's noise readouts as MRD messages back to back; empty where it has none
 */
public record ScanContext(MrdHeader header, List<ByteBuffer> noise) {}
