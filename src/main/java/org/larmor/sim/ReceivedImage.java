package org.larmor.sim;

import org.larmor.mrd.wire.MrdMessage;

/**
 * An image as it came.
 *
 * @param number from 1, by arrival
 * @param image taken apart
 * @param wire the whole message, byte for byte as received
 * @param arrivedNanos after the connection was made
 * @param latencyNanos since its frame's last readout went to the socket; negative where no such frame was sent
 */
public record ReceivedImage(int number, MrdMessage.Image image, byte[] wire, long arrivedNanos, long latencyNanos) {}
