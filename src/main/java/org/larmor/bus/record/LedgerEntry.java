package org.larmor.bus.record;

/**
 * What is known of a sample, in {@code adapt.ledger}.
 *
 * @param heldOut whether it is kept from all training
 * @param at when it was counted, by the clock of the process that wrote it, ms since the epoch
 * @param gone whether it has made room for others: then it still counts where something is counted by the day, and as
 *     something that was seen
 */
public record LedgerEntry(StoredSample sample, boolean heldOut, long at, boolean gone) {}
