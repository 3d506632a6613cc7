package org.larmor.mrd.header;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class OpenReconParametersTest {

    @Test
    void prefersTheCustomConfig() {
        assertThat(OpenReconParameters.parse(
                        "{\"version\":\"1.1.0\",\"parameters\":{\"config\":\"rss\",\"customconfig\":\" sense \"}}"))
                .isEqualTo(new OpenReconParameters("sense"));
        assertThat(OpenReconParameters.parse(
                        " {\"parameters\":{\"config\":\"rss\",\"customconfig\":\"\",\"other\":{\"x\":[1]}}}"))
                .isEqualTo(new OpenReconParameters("rss"));
    }

    @Test
    void mayNameNone() {
        assertThat(OpenReconParameters.parse("{\"parameters\":{}}")).isEqualTo(new OpenReconParameters(null));
        assertThat(OpenReconParameters.parse("{\"parameters\":{\"config\":null}}"))
                .isEqualTo(new OpenReconParameters(null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "hello", "[]", "{", "{}", "{\"parameters\":3}", "{\"parameters\":{\"config\":\"a\"", "null"})
    void leavesOtherTextAlone(String text) {
        assertThat(OpenReconParameters.parse(text)).isNull();
    }

    @Test
    void leavesDeeplyNestedTextAlone() {
        assertThat(OpenReconParameters.parse("{\"a\":".repeat(100_000))).isNull();
    }
}
