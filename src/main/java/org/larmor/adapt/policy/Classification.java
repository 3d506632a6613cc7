package org.larmor.adapt.policy;

import org.jspecify.annotations.Nullable;
import org.larmor.bus.SiteKey;
import org.larmor.bus.record.Teaching;
import org.larmor.mrd.header.HeaderException;
import org.larmor.mrd.header.MrdHeader;
import org.larmor.mrd.header.ScanIdentity;

/**
 * What the policy makes of a scan.
 *
 * @param domain the kind of scan that one model serves
 * @param teaching null where nothing may be learned from it
 */
public record Classification(String domain, @Nullable Teaching teaching) {
    /**
     * Holds a scan's header against the policy.
     *
     * @param xml the header as received
     */
    public static Classification of(Policy policy, SiteKey key, String scan, MrdHeader header, byte[] xml) {
        ScanKind kind = ScanKind.of(header);
        String domain = policy.domainName(kind);
        if (!policy.learns(domain)) {
            return new Classification(domain, null);
        }
        ScanIdentity identity;
        try {
            identity = ScanIdentity.read(xml);
        } catch (HeaderException e) {
            return new Classification(domain, null); // whose it is cannot be told
        }
        String subject = identity.patient() != null
                ? key.hash(PolicyFile.PATIENT, identity.patient())
                : identity.study() != null ? key.hash("study", identity.study()) : key.hash("scan", scan);
        return new Classification(
                domain,
                new Teaching(
                        policy.hash(),
                        subject,
                        key.hash("scanner", String.valueOf(identity.scanner())),
                        key.hash("protocol", String.valueOf(kind.protocol()))));
    }
}
