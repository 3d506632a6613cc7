package org.larmor.node;

import java.util.List;
import org.larmor.bus.SiteKey;
import org.larmor.bus.record.Job;
import org.larmor.gateway.GatewayRehearsal;
import org.larmor.mrd.header.HeaderException;
import org.larmor.mrd.header.HeaderReader;
import org.larmor.mrd.header.MrdHeader;
import org.larmor.mrd.wire.MrdProtocolException;
import org.larmor.recon.kspace.ReconException;
import org.larmor.router.Rehearsal;
import org.larmor.worker.RehearsedAnswer;

/**
 * The way of the scan that a node warms itself with, from its bytes to what its scanner would get, through what gateway,
 * router and worker do with every scan; but for the reconstruction, which a worker warms by itself, and for sockets and
 * Kafka, of which there are none in it.
 */
final class WarmWay {
    private WarmWay() {}

    /**
     * Goes it, once.
     *
     * @return what the scan's scanner would have got, as on the wire
     */
    static List<byte[]> go(SiteKey site) throws MrdProtocolException, HeaderException, ReconException {
        WarmScan scan = new WarmScan();
        MrdHeader header = HeaderReader.read(scan.xml());
        GatewayRehearsal gateway = GatewayRehearsal.of(site, scan.stream());
        for (Job job : Rehearsal.of(gateway.events())) {
            gateway.answer(RehearsedAnswer.of(job, header, scan.black(job.recipe())));
        }
        return gateway.messages();
    }
}
