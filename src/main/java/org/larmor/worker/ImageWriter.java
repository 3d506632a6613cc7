package org.larmor.worker;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.larmor.bus.record.Job;
import org.larmor.bus.record.QualityLimit;
import org.larmor.mrd.header.Encoding;
import org.larmor.mrd.header.ImageMeta;
import org.larmor.mrd.header.MrdHeader;
import org.larmor.mrd.wire.DataType;
import org.larmor.mrd.wire.ImageHeader;
import org.larmor.mrd.wire.ImageType;
import org.larmor.mrd.wire.MessageId;
import org.larmor.recon.ReconImage;
import org.larmor.recon.kspace.ReconException;
import org.larmor.scan.Mark;

/**
 * Writes an image as one MRD message, little-endian: id, header, length of the meta XML, meta XML, f32 pixels
 * [channel][z][y][x]. What it says of the patient is the geometry alone.
 */
public final class ImageWriter {
    private ImageWriter() {}

    /**
     * @param number of the image among those of its frame, from 0
     * @throws ReconException where the image does not fit its header, or the header does not know the frame's encoding
     */
    public static ByteBuffer message(Job job, MrdHeader scan, ReconImage image, int number) throws ReconException {
        return message(job, scan, image, null, number);
    }

    /**
     * The same of one that was checked.
     *
     * @param quality null where it was not
     */
    static ByteBuffer message(
            Job job, MrdHeader scan, ReconImage image, QualityCheck.@Nullable Quality quality, int number)
            throws ReconException {
        long pixels = (long) image.channels() * image.z() * image.y() * image.x();
        if (pixels != image.pixels().length) {
            throw new ReconException("image of " + image.pixels().length + " pixels instead of " + pixels);
        }
        byte[] meta = meta(job, image, quality, number).toXml().getBytes(StandardCharsets.UTF_8);
        int data = ImageHeader.META_OFFSET + meta.length;
        ByteBuffer message = ByteBuffer.allocate(Math.toIntExact(data + Float.BYTES * pixels))
                .order(ByteOrder.LITTLE_ENDIAN);
        MessageId.IMAGE.putTo(message);
        header(job, scan, image, message).attributeStringLength(meta.length);
        message.position(ImageHeader.META_LENGTH_OFFSET).putLong(meta.length).put(meta);
        message.asFloatBuffer().put(image.pixels());
        return message.rewind();
    }

    private static ImageHeader header(Job job, MrdHeader scan, ReconImage image, ByteBuffer message)
            throws ReconException {
        int space = job.frame().encodingSpace();
        if (space >= scan.encodings().size()) {
            throw new ReconException("the header has no encoding " + space);
        }
        Encoding encoding = scan.encodings().get(space);
        // One matrix size a series: encodings may differ in theirs, and a revision replaces what was sent before.
        int series = 1 + space + job.revision() * scan.encodings().size();
        return new ImageHeader()
                .wrap(message, MessageId.BYTES)
                .version(1)
                .takeFrom(image.center())
                .dataType(DataType.FLOAT)
                .imageType(ImageType.MAGNITUDE)
                .matrixSize(image.x(), image.y(), image.z())
                .fieldOfView(encoding.recon().fovX(), encoding.recon().fovY(), encoding.recon().fovZ())
                .channels(image.channels())
                .slice(job.frame().slice())
                .contrast(job.frame().contrast())
                .phase(job.frame().phase())
                .repetition(job.frame().repetition())
                .set(job.frame().set())
                .imageIndex(ImageIndex.of(job.frame(), encoding.limits()))
                .imageSeriesIndex(series);
    }

    private static ImageMeta meta(
            Job job, ReconImage image, QualityCheck.@Nullable Quality quality, int number) {
        String recipe = image.recipe().label();
        ImageMeta meta = new ImageMeta()
                .set("DataRole", "Image")
                .set("ImageProcessingHistory", "Larmor", image.recipe().name())
                .set("SeriesDescription", "larmor_" + recipe)
                .set("SequenceDescriptionAdditional", "larmor_" + recipe)
                .set("Keep_image_geometry", "1")
                .set("LarmorImageId", job.scan() + "/" + job.frame() + "/" + job.revision() + "/" + number)
                .set("LarmorScan", job.scan())
                .set("LarmorFrame", job.frame().toString())
                .set("LarmorRecipe", recipe);
        if (job.model() != null && !image.fallback()) {
            meta.set("LarmorModel", modelName(job.model())).set("LarmorVersion", job.model());
        }
        if (quality != null) {
            put(quality, meta);
        }
        Set<Mark> marks = EnumSet.noneOf(Mark.class);
        marks.addAll(job.marks());
        if (image.fallback()) {
            marks.add(Mark.FALLBACK);
        }
        marks.forEach(mark -> meta.set(mark.attribute(), mark.value()));
        return meta;
    }

    /** How the model told what was kept from it; and what that says of its image, where truths were there. */
    private static void put(QualityCheck.Quality quality, ImageMeta meta) {
        QualityLimit limit = quality.limit();
        meta.set("LarmorQuality", number(Math.exp(quality.logError())))
                .set("LarmorQualityLimit", number(Math.exp(limit.mostLogError())));
        if (limit.logRatio() != null && quality.inRange()) {
            meta.set("LarmorQualityImageNmse", number(Math.exp(quality.logError() + limit.logRatio())))
                    .set("LarmorQualityCoverage", number(limit.coverage()));
        }
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.3g", value);
    }

    /** A version is the model's name, then {@code @} and what tells it from others of that name. */
    private static String modelName(String version) {
        int at = version.lastIndexOf('@');
        return at < 0 ? version : version.substring(0, at);
    }
}
