package org.larmor.worker;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.larmor.bus.record.Hops;
import org.larmor.bus.record.Job;
import org.larmor.mrd.FrameKey;
import org.larmor.mrd.header.HeaderReader;
import org.larmor.mrd.header.ImageMeta;
import org.larmor.mrd.header.MrdHeader;
import org.larmor.mrd.wire.AcquisitionHeader;
import org.larmor.mrd.wire.ImageHeader;
import org.larmor.recon.ReconImage;
import org.larmor.recon.kspace.ReconException;
import org.larmor.scan.Mark;
import org.larmor.scan.Recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ImageWriterTest {
    private static final String SCAN = "6f1c2f0e-7a51-4d6c-8f0f-6a1a5a0c9a11";
    private static final FrameKey FRAME = new FrameKey(0, 2, 0, 0, 3, 0);

    private final MrdHeader scan = HeaderReader.read(WorkerBed.XML.getBytes(StandardCharsets.UTF_8));

    ImageWriterTest() throws Exception {}

    @Test
    void layoutIsThatOfTheProtocol() throws Exception {
        ByteBuffer message = ImageWriter.message(job(0, null, false), scan, image(Recipe.RSS, false), 0);
        message.order(ByteOrder.LITTLE_ENDIAN);
        int pixels = 2 * 3 * 4 * 5;
        assertThat(message.position()).isZero();
        // offsets as the specification gives them, not as the flyweight has them
        assertThat(message.getShort(0)).isEqualTo((short) 1022);
        assertThat(message.getShort(2)).as("version").isEqualTo((short) 1);
        assertThat(message.getShort(2 + 2)).as("data type f32").isEqualTo((short) 5);
        assertThat(message.getInt(2 + 12)).as("measurement uid").isEqualTo(11);
        assertThat(message.getShort(2 + 16)).as("x").isEqualTo((short) 5);
        assertThat(message.getShort(2 + 18)).as("y").isEqualTo((short) 4);
        assertThat(message.getShort(2 + 20)).as("z").isEqualTo((short) 3);
        assertThat(message.getFloat(2 + 22)).as("field of view x").isEqualTo(300);
        assertThat(message.getFloat(2 + 26)).as("field of view y").isEqualTo(310);
        assertThat(message.getFloat(2 + 30)).as("field of view z").isEqualTo(6);
        assertThat(message.getShort(2 + 34)).as("channels").isEqualTo((short) 2);
        assertThat(message.getFloat(2 + 36)).as("position x").isEqualTo(7);
        assertThat(message.getFloat(2 + 72)).as("slice direction x").isEqualTo(0.5f);
        assertThat(message.getShort(2 + 98)).as("slice").isEqualTo((short) 2);
        assertThat(message.getShort(2 + 104)).as("repetition").isEqualTo((short) 3);
        assertThat(message.getInt(2 + 108)).as("time stamp").isEqualTo(1234);
        assertThat(message.getShort(2 + 124)).as("magnitude").isEqualTo((short) 1);
        assertThat(message.getShort(2 + 126)).as("index").isEqualTo((short) (1 + 2 + 5 * 3));
        assertThat(message.getShort(2 + 128)).as("series").isEqualTo((short) 1);
        int meta = message.getInt(2 + 194);
        assertThat(message.getLong(2 + 198)).isEqualTo(meta);
        assertThat(message.get(2 + 198 + 8 + meta - 1)).as("no NUL").isNotZero();
        int first = 2 + 198 + 8 + meta;
        assertThat(message.limit()).isEqualTo(first + 4 * pixels);
        for (int i = 0; i < pixels; i++) {
            assertThat(message.getFloat(first + 4 * i)).isEqualTo(i);
        }
    }

    @Test
    void aRevisionIsASeriesOfItsOwn() throws Exception {
        ByteBuffer message = ImageWriter.message(job(2, null, false), scan, image(Recipe.RSS, false), 0);
        assertThat(new ImageHeader().wrap(message, 2).imageSeriesIndex()).isEqualTo(3);
        assertThat(meta(message).get("LarmorImageId")).isEqualTo(SCAN + "/" + FRAME + "/2/0");
    }

    @Test
    void saysWhatWasDone() throws Exception {
        ImageMeta meta = meta(ImageWriter.message(job(0, null, false), scan, image(Recipe.SENSE, false), 1));
        assertThat(meta.get("LarmorImageId")).isEqualTo(SCAN + "/" + FRAME + "/0/1");
        assertThat(meta.get("LarmorScan")).isEqualTo(SCAN);
        assertThat(meta.get("LarmorFrame")).isEqualTo("0.2.0.0.3.0");
        assertThat(meta.get("LarmorRecipe")).isEqualTo("sense");
        assertThat(meta.get("DataRole")).isEqualTo("Image");
        assertThat(meta.names())
                .doesNotContain("LarmorModel", "LarmorVersion", "LarmorIncomplete", "LarmorFallback");
    }

    @Test
    void namesTheModelThatMadeIt() throws Exception {
        ImageMeta meta = meta(ImageWriter.message(job(0, "knee-pd@7a", true), scan, image(Recipe.JSSL, false), 0));
        assertThat(meta.get("LarmorModel")).isEqualTo("knee-pd");
        assertThat(meta.get("LarmorVersion")).isEqualTo("knee-pd@7a");
        assertThat(meta.get("LarmorIncomplete")).isEqualTo("true");
    }

    @Test
    void namesNoModelForAFallback() throws Exception {
        ImageMeta meta = meta(ImageWriter.message(job(0, "knee-pd@7a", false), scan, image(Recipe.SENSE, true), 0));
        assertThat(meta.get("LarmorFallback")).isEqualTo("true");
        assertThat(meta.names()).doesNotContain("LarmorModel", "LarmorVersion");
    }

    @Test
    void refusesAnImageThatIsNotOfItsSize() {
        ReconImage wrong = new ReconImage(
                1, 1, 2, 2, new float[3], AcquisitionHeader.allocate(), Recipe.RSS, false, List.of());
        assertThatThrownBy(() -> ImageWriter.message(job(0, null, false), scan, wrong, 0))
                .isInstanceOf(ReconException.class).hasMessageContaining("3 pixels");
    }

    private static ImageMeta meta(ByteBuffer message) throws Exception {
        int length = new ImageHeader().wrap(message, 2).attributeStringLength();
        byte[] xml = new byte[length];
        message.get(2 + 198 + 8, xml);
        return ImageMeta.parse(new String(xml, StandardCharsets.UTF_8));
    }

    private static Job job(int revision, String model, boolean incomplete) {
        return new Job(SCAN, 0, FRAME, revision, Recipe.RSS, model, List.of(), List.of(), List.of(), false,
                incomplete ? List.of(Mark.INCOMPLETE) : List.of(), List.of(), null, null, Hops.routed(0, 0, 0));
    }

    private static ReconImage image(Recipe recipe, boolean fallback) {
        float[] pixels = new float[2 * 3 * 4 * 5];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = i;
        }
        AcquisitionHeader center = AcquisitionHeader.allocate()
                .measurementUid(11)
                .acquisitionTimeStamp(1234)
                .position(7, 8, 9)
                .sliceDir(0.5f, 0, 1)
                .slice(2)
                .repetition(3);
        return new ReconImage(2, 3, 4, 5, pixels, center, recipe, fallback, List.of());
    }
}
