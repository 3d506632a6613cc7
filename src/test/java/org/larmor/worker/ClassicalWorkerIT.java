package org.larmor.worker;

import io.jhdf.HdfFile;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.larmor.bus.record.ChunkKind;
import org.larmor.bus.record.ChunkRef;
import org.larmor.bus.record.Hops;
import org.larmor.bus.record.Job;
import org.larmor.bus.record.ResultEvent;
import org.larmor.mrd.FrameKey;
import org.larmor.mrd.file.MrdFile;
import org.larmor.mrd.header.ImageMeta;
import org.larmor.mrd.wire.ImageHeader;
import org.larmor.recon.PlannedFrames;
import org.larmor.recon.RecordedScan;
import org.larmor.recon.SharedData;
import org.larmor.recon.classic.ClassicalReconstructor;
import org.larmor.scan.Recipe;
import org.larmor.telemetry.Telemetry;

import static org.assertj.core.api.Assertions.assertThat;

/** A recorded scan from the log through the real reconstruction to the bytes of its images. */
@Timeout(120)
class ClassicalWorkerIT {
    @ParameterizedTest
    @ValueSource(strings = {"pulseq_invivo_bodycoil_2ch_128", "pulseq_invivo_16ch_128"})
    void imagesAreTheStoredRootSumOfSquares(String name, @TempDir Path data) throws Exception {
        Path file = SharedData.require("ismrmrd/" + name + ".mrd.h5");
        Path truthFile = SharedData.require("multicoil/" + name + ".h5");
        RecordedScan recorded = RecordedScan.read(file);
        String scan = WorkerBed.newScan();
        WorkerBed bed = new WorkerBed(data);
        try (Telemetry telemetry = new Telemetry();
                Worker worker = new Worker(bed.settings(), ClassicalReconstructor::new, telemetry);
                HdfFile truth = new HdfFile(truthFile)) {
            assertThat(worker).isNotNull();
            List<ChunkRef> contexts = contexts(bed, scan, file, recorded);
            for (FrameKey frame : recorded.frames()) {
                ChunkRef chunk = bed.store(
                        scan, ChunkKind.IMAGING, frame, 0, joined(PlannedFrames.imaging(recorded, frame)));
                bed.submit(new Job(scan, WorkerBed.PARTITION, frame, 0, Recipe.RSS, null, contexts,
                        List.of(chunk), List.of(), false, List.of(), List.of(), null, null, Hops.routed(1, 1, 1)));
            }
            float[][][] slices = (float[][][]) truth.getDatasetByPath("/reconstruction_rss").getData();
            List<ResultEvent.Terminal> results = bed.awaitTerminals(scan, recorded.frames().size());
            assertThat(results).hasSize(recorded.frames().size()).extracting(ResultEvent.Terminal::frame)
                    .containsExactlyInAnyOrderElementsOf(recorded.frames());
            for (ResultEvent.Terminal result : results) {
                compare(bed.image((ResultEvent.FrameImages) result, 0), result.frame(), slices);
            }
        } finally {
            bed.close();
        }
    }

    private static List<ChunkRef> contexts(WorkerBed bed, String scan, Path file, RecordedScan recorded)
            throws Exception {
        try (MrdFile opened = MrdFile.open(file)) {
            ChunkRef xml = bed.store(scan, ChunkKind.HEADER, null, 0, opened.xml());
            return recorded.context().noise().isEmpty()
                    ? List.of(xml)
                    : List.of(xml, bed.store(scan, ChunkKind.NOISE, null, 0, joined(recorded.context().noise())));
        }
    }

    private static void compare(ByteBuffer message, FrameKey frame, float[][][] slices) throws Exception {
        message.order(ByteOrder.LITTLE_ENDIAN);
        ImageHeader header = new ImageHeader().wrap(message, 2);
        byte[] meta = new byte[header.attributeStringLength()];
        message.get(2 + 198 + 8, meta);
        assertThat(ImageMeta.parse(new String(meta, StandardCharsets.UTF_8)).get("LarmorFrame"))
                .isEqualTo(frame.toString());
        assertThat(header.slice()).isEqualTo(frame.slice());
        float[][] truth = slices[frame.slice()];
        int x = header.matrixSize(0);
        int y = header.matrixSize(1);
        assertThat(header.matrixSize(2) * header.channels()).isEqualTo(1);
        assertThat(y).isEqualTo(truth.length);
        int skip = truth[0].length / 2 - x / 2;
        int first = 2 + 198 + 8 + meta.length;
        assertThat(message.limit()).isEqualTo(first + 4 * x * y);
        double it = 0;
        double ii = 0;
        double tt = 0;
        for (int i = 0; i < x * y; i++) {
            double pixel = message.getFloat(first + 4 * i);
            double t = truth[i / x][i % x + skip];
            it += pixel * t;
            ii += pixel * pixel;
            tt += t * t;
        }
        assertThat(Math.sqrt(Math.max(0, tt - it * it / ii) / tt)).isLessThan(1e-4);
    }

    private static byte[] joined(List<ByteBuffer> messages) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (ByteBuffer message : messages) {
            byte[] bytes = new byte[message.remaining()];
            message.duplicate().get(bytes);
            out.writeBytes(bytes);
        }
        return out.toByteArray();
    }
}
