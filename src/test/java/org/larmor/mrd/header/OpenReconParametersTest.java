package org.larmor.mrd.header;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class OpenReconParametersTest {

    @Test
    void prefersTheCustomConfig() throws HeaderException {
        assertThat(OpenReconParameters.parse(
                        "{\"version\":\"1.1.0\",\"parameters\":{\"config\":\"rss\",\"customconfig\":\" sense \"}}"))
                .isEqualTo(new OpenReconParameters("sense", null, null, null, List.of()));
        assertThat(OpenReconParameters.parse(
                        " {\"parameters\":{\"config\":\"rss\",\"customconfig\":\"\",\"other\":{\"x\":[1]}}}"))
                .isEqualTo(new OpenReconParameters("rss", null, null, null, List.of("other")));
    }

    @Test
    void mayNameNone() throws HeaderException {
        assertThat(OpenReconParameters.parse("{\"parameters\":{}}"))
                .isEqualTo(new OpenReconParameters(null, null, null, null, List.of()));
        assertThat(OpenReconParameters.parse("{\"parameters\":{\"config\":null}}"))
                .isEqualTo(new OpenReconParameters(null, null, null, null, List.of()));
    }

    @Test
    void readsTruthInEachOfItsSpellings() throws HeaderException {
        for (String text : List.of("true", "\"true\"", "1", "\"True\"")) {
            assertThat(OpenReconParameters.parse("{\"parameters\":{\"zerofill\":" + text + "}}").zeroFill()).isTrue();
        }
        assertThat(OpenReconParameters.parse("{\"parameters\":{\"zerofill\":false}}").zeroFill()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "hello", "[]", "{", "{}", "{\"parameters\":3}", "{\"parameters\":{\"config\":\"a\"", "null"})
    void saysWhatIsWrongWithOtherText(String text) {
        assertThatThrownBy(() -> OpenReconParameters.parse(text))
                .isInstanceOf(HeaderException.class)
                .hasMessageStartingWith("the parameters ");
    }

    @Test
    void deeplyNestedTextIsWrongToo() {
        assertThatThrownBy(() -> OpenReconParameters.parse("{\"a\":".repeat(100_000)))
                .isInstanceOf(HeaderException.class);
    }

    @Test
    void storedScanThatIsSentOnceMoreIsNamed() throws HeaderException {
        String scan = "6a324d8f-b48a-4c31-ba47-578e2d1aab77";
        OpenReconParameters parameters =
                OpenReconParameters.parse("{\"parameters\":{\"replay\":\"" + scan + "\"}}");
        assertThat(parameters.replay()).isEqualTo(scan);
        assertThat(parameters.unknown()).isEmpty();
    }
}
