package org.larmor.nn;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class InitialTest {
    @Test
    void drawsAreAFunctionOfSeedAndName() {
        Initial uniform = Initial.fanIn(9);
        assertThat(uniform.draw(1, "a", 50)).isEqualTo(uniform.draw(1, "a", 50));
        assertThat(uniform.draw(1, "a", 50)).isNotEqualTo(uniform.draw(2, "a", 50));
        assertThat(uniform.draw(1, "a", 50)).isNotEqualTo(uniform.draw(1, "b", 50));
    }

    @Test
    void drawsStayWithinTheirBounds() {
        for (float value : Initial.fanIn(9).draw(1, "a", 1000)) {
            assertThat(Math.abs(value)).isLessThanOrEqualTo(1 / 3f);
        }
        for (float value : new Initial.TruncatedNormal(1, 0, 2).draw(1, "a", 1000)) {
            assertThat(value).isBetween(0f, 2f);
        }
        assertThat(new Initial.Constant(0.25).draw(1, "a", 3)).containsOnly(0.25f);
    }

    @Test
    void thePapersNetworkHasThePapersSize() {
        long unet = new Unet("", new UnetConfig(6, 2, 32, 4, false))
                .parameters().stream().mapToLong(p -> p.shape().size()).sum();
        long initializer = new LagrangeInitializer("", InitializerConfig.PAPER)
                .parameters().stream().mapToLong(p -> p.shape().size()).sum();
        assertThat(unet).isEqualTo(7_757_570);
        assertThat(initializer).isEqualTo(65_411);
    }
}
