package org.larmor.web.scans;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.larmor.mrd.header.HeaderException;
import org.larmor.mrd.wire.DataType;
import org.larmor.mrd.wire.ImageHeader;
import org.larmor.mrd.wire.MessageId;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PixelsTest {
    private static byte[] message(int x, int y, int z, DataType type, float... pixels) {
        ByteBuffer message = ByteBuffer.allocate(ImageHeader.META_OFFSET + 4 * pixels.length).order(ByteOrder.LITTLE_ENDIAN);
        new ImageHeader().wrap(message, MessageId.BYTES).version(1).dataType(type).matrixSize(x, y, z).channels(1);
        message.position(ImageHeader.META_OFFSET);
        for (float pixel : pixels) {
            message.putFloat(pixel);
        }
        return message.array();
    }

    @Test
    void rowsArePhaseEncodingAndColumnsReadout() throws Exception {
        Pixels pixels = Pixels.of(message(3, 2, 1, DataType.FLOAT, 0, 1, 2, 3, 4, 4));
        BufferedImage picture = ImageIO.read(new ByteArrayInputStream(pixels.png()));
        assertThat(picture.getWidth()).isEqualTo(3);
        assertThat(picture.getHeight()).isEqualTo(2);
        assertThat(picture.getRaster().getSample(0, 0, 0)).isZero();
        assertThat(picture.getRaster().getSample(1, 0, 0)).isEqualTo(64);
        assertThat(picture.getRaster().getSample(0, 1, 0)).isEqualTo(191);
        assertThat(picture.getRaster().getSample(2, 1, 0)).isEqualTo(255);
        float[] raw = new float[6];
        ByteBuffer.wrap(pixels.raw()).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(raw);
        assertThat(raw).containsExactly(0, 1, 2, 3, 4, 4);
    }

    @Test
    void aBlackImageIsBlack() throws Exception {
        BufferedImage picture =
                ImageIO.read(new ByteArrayInputStream(Pixels.of(message(2, 2, 1, DataType.FLOAT, 0, 0, 0, 0)).png()));
        assertThat(picture.getRaster().getSample(1, 1, 0)).isZero();
    }

    @Test
    void whatIsNoSuchImageIsRefused() {
        assertThatThrownBy(() -> Pixels.of(message(2, 2, 1, DataType.USHORT, 0, 0, 0, 0))).isInstanceOf(HeaderException.class);
        assertThatThrownBy(() -> Pixels.of(message(200, 200, 1, DataType.FLOAT, 0, 0))).isInstanceOf(HeaderException.class);
        assertThatThrownBy(() -> Pixels.of(message(65535, 65535, 65535, DataType.FLOAT, 0))).isInstanceOf(HeaderException.class);
        assertThatThrownBy(() -> Pixels.of(Arrays.copyOf(message(1, 1, 1, DataType.FLOAT, 0), 20))).isInstanceOf(HeaderException.class);
    }
}
