package org.larmor.bus.record;

/**
 * Where a chunk lies: in the topic its kind says, in its scan's partition.
 *
 * @param sequence number of the chunk among those of its kind and frame, from 0
 * @param bytes length of its value
 * @param crc32c checksum of its value
 */
public record ChunkRef(ChunkKind kind, int sequence, long offset, int bytes, int crc32c) {}
