package org.larmor.worker;

import java.util.List;
import org.larmor.bus.ResultRecord;
import org.larmor.bus.record.Job;
import org.larmor.mrd.header.MrdHeader;
import org.larmor.recon.ReconImage;
import org.larmor.recon.kspace.ReconException;

/** The answer to a job that nobody gave out: made as every other one is, and written nowhere. */
public final class RehearsedAnswer {
    private RehearsedAnswer() {}

    /**
     * What would be written of an image, in its order.
     *
     * @throws ReconException where the image does not fit its header
     */
    public static List<ResultRecord> of(Job job, MrdHeader scan, ReconImage image) throws ReconException {
        return ResultWriter.records(job, List.of(ImageWriter.message(job, scan, image, 0)), image.warnings(), job.hops());
    }
}
