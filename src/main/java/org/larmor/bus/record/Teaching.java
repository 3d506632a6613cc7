package org.larmor.bus.record;

/**
 * What is known of a scan that may be learned from: hashes that only the site's key can make.
 *
 * @param policy hash of the policy by which it may
 * @param subject of the patient's id, or where there is none of the study's, or else of the scan's own
 * @param scanner of what the header calls the machine
 * @param protocol of the protocol's name
 */
public record Teaching(String policy, String subject, String scanner, String protocol) {}
