package org.larmor.sim;

import java.awt.image.BufferedImage;
import org.junit.jupiter.api.Test;
import org.larmor.mrd.wire.DataType;
import org.larmor.mrd.wire.ImageHeader;
import org.larmor.mrd.wire.MrdMessage;

import static org.assertj.core.api.Assertions.assertThat;

class MagnitudeTest {
    @Test
    void rowsArePhaseEncodingAndColumnsReadout() {
        float[] pixels = new float[20 * 10];
        pixels[3 * 20 + 7] = 1000; // one bright pixel, above the window
        for (int i = 0; i < 100; i++) {
            pixels[100 + i] = 10;
        }
        MrdMessage.Image image =
                MrdMessage.Image.of(ImageHeader.allocate().matrixSize(20, 10, 1).channels(1), "", pixels);
        BufferedImage grey = Magnitude.of(image).toGrey();
        assertThat(grey.getWidth()).isEqualTo(20);
        assertThat(grey.getHeight()).isEqualTo(10);
        assertThat(grey.getRaster().getSample(7, 3, 0)).isEqualTo(255);
        assertThat(grey.getRaster().getSample(3, 7, 0)).isEqualTo(255);
        assertThat(grey.getRaster().getSample(3, 4, 0)).isZero();
    }

    @Test
    void complexPixelsBecomeTheirMagnitude() {
        byte[] pixels = new byte[16];
        java.nio.ByteBuffer.wrap(pixels)
                .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                .putFloat(3)
                .putFloat(-4)
                .putFloat(0)
                .putFloat(-2);
        ImageHeader header = ImageHeader.allocate().matrixSize(1, 1, 2).channels(1).dataType(DataType.CXFLOAT);
        Magnitude magnitude = Magnitude.of(new MrdMessage.Image(header, "", pixels));
        assertThat(magnitude.pixels()).containsExactly(5, 2);
        assertThat(magnitude.height()).isEqualTo(2);
    }
}
