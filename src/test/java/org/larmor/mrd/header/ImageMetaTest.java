package org.larmor.mrd.header;

import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ImageMetaTest {

    @Property(tries = 200)
    void roundTrip(@ForAll("attributes") Map<String, List<String>> attributes) throws HeaderException {
        ImageMeta meta = new ImageMeta();
        attributes.forEach((name, values) -> values.forEach(value -> meta.add(name, value)));
        ImageMeta read = ImageMeta.parse(meta.toXml());
        assertThat(read.names()).isEqualTo(meta.names());
        for (String name : meta.names()) {
            assertThat(read.all(name)).isEqualTo(attributes.get(name));
        }
        assertThat(read.toXml()).isEqualTo(meta.toXml());
    }

    @Provide
    Arbitrary<Map<String, List<String>>> attributes() {
        Arbitrary<String> text = Arbitraries.strings()
                .ofMaxLength(12)
                .withChars("abc <>&\"'\r\n\t]%;é€".toCharArray())
                .withCharRange('A', 'Z')
                .map(String::strip);
        return Arbitraries.maps(
                text.filter(name -> !name.isEmpty()), text.list().ofMinSize(1).ofMaxSize(4));
    }

    @Test
    void readsWhatTheOfficialLibraryWrites() throws Exception {
        ImageMeta meta = ImageMeta.parse("<?xml version=\"1.0\"?>\n<ismrmrdMeta>\n\t<meta>\n\t\t<name>ImageType</name>\n"
                + "\t\t<value>ORIGINAL</value>\n\t\t<value>PRIMARY</value>\n\t</meta>\n</ismrmrdMeta>\n\0");
        assertThat(meta.all("ImageType")).containsExactly("ORIGINAL", "PRIMARY");
        assertThat(meta.get("ImageType")).isEqualTo("ORIGINAL");
        assertThat(meta.get("none")).isNull();
        assertThat(ImageMeta.parse("").names()).isEmpty();
    }

    @Test
    void keepsItsOrderAndReplaces() {
        ImageMeta meta = new ImageMeta().set("b", "1", "2").set("a", "x").set("b", "3").add("b", "4");
        assertThat(meta.names()).containsExactly("b", "a");
        assertThat(meta.all("b")).containsExactly("3", "4");
        assertThat(new ImageMeta().set("n", "a\u0000\uD800").toXml()).contains("<value>a\uFFFD\uFFFD</value>");
    }

    @Test
    void refusesOtherXml() {
        assertThatThrownBy(() -> ImageMeta.parse("<other/>")).isInstanceOf(HeaderException.class);
        assertThatThrownBy(() -> ImageMeta.parse("<ismrmrdMeta><meta/></ismrmrdMeta>"))
                .isInstanceOf(HeaderException.class)
                .hasMessageContaining("without a name");
        assertThatThrownBy(() -> ImageMeta.parse("<!DOCTYPE a []><ismrmrdMeta/>"))
                .isInstanceOf(HeaderException.class);
    }
}
