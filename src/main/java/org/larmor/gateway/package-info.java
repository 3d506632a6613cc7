/**
 * Scanners' connections: bytes and headers in, chunks and events to the log, images and texts back. It never computes an
 * image.
 *
 * <p>One event loop owns every MRD connection, so nothing here is locked: {@code Session} speaks the protocol,
 * {@code ChunkCutter} cuts the stream into chunks, {@code ScanLog} makes them durable and tells the router in order,
 * {@code Outbox} gives results back. What blocks has threads of its own: {@code ResultFeed} follows
 * {@code recon.results}, {@code PieceFetcher} reads again what an outbox had no room to keep.
 */
package org.larmor.gateway;
