package org.larmor.cluster;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.larmor.mrd.FrameKey;
import org.larmor.mrd.file.Tools;
import org.larmor.mrd.header.HeaderException;
import org.larmor.mrd.header.ImageMeta;
import org.larmor.mrd.wire.MrdMessage;
import org.larmor.sim.ImageFile;
import org.larmor.sim.stream.ScannerStream;
import org.larmor.sim.stream.StreamCatalogue;
import org.larmor.sim.stream.Truth;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code docker/check.sh}, and whether the images that came out of the image are right. */
@Tag("full")
class ImageCheckIT {
    private static final long WITHIN_MINUTES = 20;

    @TempDir
    private Path folder;

    @Test
    void whatTheImageReconstructsIsRight() throws Exception {
        Tools.need("buildah", "--version");
        Tools.need("skopeo", "--version");
        Tools.need("umoci", "--version");
        Tools.need("debootstrap", "--version");
        Tools.need("sh", "-c", "test $(id -u) = 0");
        Path log = folder.resolve("check.log");
        Path images = folder.resolve("images");
        ProcessBuilder builder = new ProcessBuilder("docker/check.sh", images.toString())
                .redirectErrorStream(true)
                .redirectOutput(Redirect.to(log.toFile()));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process check = builder.start();
        try {
            assertThat(check.waitFor(WITHIN_MINUTES, TimeUnit.MINUTES)).as("it ends").isTrue();
        } finally {
            // with SIGTERM it still cleans up
            check.destroy();
        }
        String said = Files.readString(log);
        System.out.println(said);
        assertThat(check.exitValue()).as(said).isZero();

        images(images, "full", "rss", 6, 1e-3);
        images(images, "accelerated-2x", "sense", 1, 0.05);
        images(images, "lost-lines", "jssl", 1, 0.22);
    }

    /** @param bound of the error relative to the truth, as for the same scan through a process of this machine */
    private static void images(Path folder, String scan, String recipe, int count, double bound) throws Exception {
        ScannerStream stream = StreamCatalogue.byName().get(scan);
        List<MrdMessage.Image> images = new ArrayList<>();
        ImageFile.read(folder.resolve(scan).resolve("images.mrd"), images::add);
        assertThat(images).as(scan).hasSize(count);
        for (MrdMessage.Image image : images) {
            assertThat(meta(image, "LarmorRecipe")).as(scan).isEqualTo(recipe);
            float[] truth = Truth.FULL.of(stream, FrameKey.parse(meta(image, "LarmorFrame")));
            assertThat(Truth.error(image.floats(), truth)).as(scan).isLessThan(bound);
        }
    }

    private static String meta(MrdMessage.Image image, String name) throws IOException, HeaderException {
        return String.valueOf(ImageMeta.parse(image.metaXml()).get(name));
    }
}
