package org.larmor.mrd.header;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class HeaderReaderTest {
    private static final String SPACE = "<matrixSize><x>8</x><y>4</y><z>1</z></matrixSize>"
            + "<fieldOfView_mm><x>200</x><y>100</y><z>5</z></fieldOfView_mm>";
    private static final String ENCODING = "<encoding><encodedSpace>" + SPACE + "</encodedSpace><reconSpace>" + SPACE
            + "</reconSpace><trajectory>cartesian</trajectory></encoding>";

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = HeaderReaderTest.class.getResourceAsStream("/header/" + name)) {
            assertThat(in).as(name).isNotNull();
            return in.readAllBytes();
        }
    }

    private static MrdHeader read(String xml) throws HeaderException {
        return HeaderReader.read(xml.getBytes(UTF_8));
    }

    private static String header(String inside) {
        return "<ismrmrdHeader xmlns=\"http://www.ismrm.org/ISMRMRD\">" + inside + "</ismrmrdHeader>";
    }

    @Test
    void readsPulseqFiles() throws Exception {
        for (String name : List.of("pulseq_invivo_16ch_128.xml", "pulseq_invivo_bodycoil_2ch_128.xml")) {
            MrdHeader header = HeaderReader.read(resource(name));
            assertThat(header.encodings()).hasSize(1);
            Encoding encoding = header.encodings().getFirst();
            assertThat(encoding.encoded()).isEqualTo(new Encoding.Space(128, 128, 1, 240, 240, 5));
            assertThat(encoding.recon()).isEqualTo(encoding.encoded());
            assertThat(encoding.trajectory()).isEqualTo("cartesian");
            assertThat(encoding.limits().step1()).isEqualTo(new Limit(0, 127, 64));
            assertThat(encoding.limits().slice()).isEqualTo(new Limit(0, 0, 0));
            assertThat(encoding.limits().step2()).isNull();
            assertThat(encoding.limits().average()).isNull();
            assertThat(encoding.acceleration1()).isEqualTo(1);
            assertThat(encoding.calibrationMode()).isNull();
            assertThat(header.fieldStrengthTesla()).isEqualTo(2.89);
            assertThat(header.protocolName()).isNull();
        }
    }

    @Test
    void readsOversampledAndSeveralSlices() throws Exception {
        Encoding twix = HeaderReader.read(resource("twixtools_gre_2ch.xml")).encodings().getFirst();
        assertThat(twix.encoded()).isEqualTo(new Encoding.Space(320, 160, 1, 480, 240, 5));
        assertThat(twix.recon()).isEqualTo(new Encoding.Space(160, 160, 1, 240, 240, 5));

        MrdHeader ulf = HeaderReader.read(resource("ulf_P1_FSE.xml"));
        assertThat(ulf.encodings().getFirst().encoded())
                .isEqualTo(new Encoding.Space(128, 126, 1, 240, 236.25f, 5));
        assertThat(ulf.encodings().getFirst().limits().slice()).isEqualTo(new Limit(0, 3, 0));
        assertThat(ulf.fieldStrengthTesla()).isEqualTo(0.055);
    }

    @Test
    void readsAccelerationAsTheOfficialGeneratorWritesIt() throws Exception {
        MrdHeader header = HeaderReader.read(resource("shepp_logan_accelerated.xml"));
        Encoding encoding = header.encodings().getFirst();
        assertThat(encoding.acceleration1()).isEqualTo(2);
        assertThat(encoding.acceleration2()).isEqualTo(1);
        assertThat(Math.max(encoding.acceleration1(), encoding.acceleration2())).isGreaterThan(1);
        assertThat(encoding.calibrationMode()).isEqualTo("interleaved");
        assertThat(encoding.limits().repetition()).isEqualTo(new Limit(0, 3, 0));
        assertThat(header.fieldStrengthTesla()).isNull();
    }

    @Test
    void readsWhatAScannerStates() throws Exception {
        MrdHeader header = HeaderReader.read(resource("clinical_excerpt.xml"));
        assertThat(header.encodings()).hasSize(2);
        assertThat(header.encodings().get(1).trajectory()).isEqualTo("epi");
        assertThat(header.coilLabels()).containsExactly("HeadNeck_20:1:H11", "HeadNeck_20:1:H12", "");
        assertThat(header.receiverNoiseBandwidth()).isEqualTo(0.793);
        assertThat(header.measurementId()).isEqualTo("45387_66_66_1");
        assertThat(header.protocolName()).isEqualTo("T2 TSE, axial");
        assertThat(header.noiseDependency()).isEqualTo("45387_66_66_0");
        assertThat(header.userParameters())
                .isEqualTo(Map.of("customconfig", "sense", "EmbeddedRefLinesE1", "24", "MaxGrad", "22.5"));
        assertThat(OpenReconParameters.of(header)).contains(new OpenReconParameters("sense", null, null, null, java.util.List.of()));
    }

    @Test
    void readsNoPatientField() throws Exception {
        MrdHeader header = HeaderReader.read(resource("clinical_excerpt.xml"));
        assertThat(new String(resource("clinical_excerpt.xml"), UTF_8)).contains("NOBODY");
        assertThat(header.toString()).doesNotContain("NOBODY");
    }

    @Test
    void isLenientWhereWritersVary() throws Exception {
        MrdHeader plain = read(header(ENCODING));
        assertThat(read("<ismrmrdHeader>" + ENCODING + "</ismrmrdHeader>\0\0")).isEqualTo(plain);
        assertThat(read("\uFEFF\n <?xml version=\"1.0\" encoding=\"utf-16\"?>" + header("<version>99</version>" + ENCODING)))
                .isEqualTo(plain);
        assertThat(read(header("<future a=\"1\"><x>1</x></future><!-- note -->" + ENCODING + "<waveformInformation/>")))
                .isEqualTo(plain);
        assertThat(read(("<m:ismrmrdHeader xmlns:m=\"urn:x\">" + ENCODING + "</m:ismrmrdHeader>"
                        .replace("encoding>", "m:encoding>"))))
                .isEqualTo(plain);
        assertThat(read(header(ENCODING.replace("<x>8</x>", "<x> 8.0\n</x>")))).isEqualTo(plain);
        assertThat(read(header(ENCODING.replaceAll("<reconSpace>.*</reconSpace>", "")))).isEqualTo(plain);
        assertThat(read(header(ENCODING.replace("cartesian", "<![CDATA[Cartesian]]>")))).isEqualTo(plain);
    }

    @Test
    void readsLatin1WherePatientFieldsHoldIt() throws Exception {
        byte[] xml = header("<subjectInformation><patientName>M\u00fcller</patientName></subjectInformation>" + ENCODING)
                .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        assertThat(HeaderReader.read(xml)).isEqualTo(read(header(ENCODING)));
    }

    @Test
    void saysWhatIsWrong() {
        refused("malformed XML at line 1", "<ismrmrdHeader><encoding>");
        refused("malformed XML", "");
        refused("malformed XML", "no XML at all");
        refused("root is not ismrmrdHeader", "<html/>");
        refused("has no encoding", header(""));
        refused("no encodedSpace in encoding 0", header("<encoding/>"));
        refused("no trajectory in encoding 0", header(ENCODING.replaceAll("<trajectory>.*</trajectory>", "")));
        refused("no matrixSize in encoding 1, encodedSpace",
                header(ENCODING + ENCODING.replaceAll("<matrixSize>.*?</matrixSize>", "")));
        refused("matrixSize, x is 0.0, not a whole number from 1 to 65535",
                header(ENCODING.replace("<x>8</x>", "<x>0</x>")));
        refused("matrixSize, x is 8.5", header(ENCODING.replace("<x>8</x>", "<x>8.5</x>")));
        refused("matrixSize, x is not a number", header(ENCODING.replace("<x>8</x>", "<x>eight</x>")));
        refused("fieldOfView_mm, x is 0.0 mm", header(ENCODING.replace("<x>200</x>", "<x>0</x>")));
        refused("fieldOfView_mm, x is not a number", header(ENCODING.replace("<x>200</x>", "<x>NaN</x>")));
        refused("maximum is 2.0, not a whole number from 3",
                header(ENCODING.replace("<trajectory>", "<encodingLimits><slice><minimum>3</minimum>"
                        + "<maximum>2</maximum><center>0</center></slice></encodingLimits><trajectory>")));
    }

    @Test
    @Timeout(20)
    void refusesExternalEntitiesAndExpansion() {
        refused("document type", "<!DOCTYPE ismrmrdHeader [<!ENTITY x SYSTEM \"file:///etc/hostname\">]>"
                + header("<a>&x;</a>" + ENCODING));
        refused("document type", "<!DOCTYPE ismrmrdHeader SYSTEM \"http://127.0.0.1:1/x.dtd\">" + header(ENCODING));
        StringBuilder laughs = new StringBuilder("<!DOCTYPE lolz [<!ENTITY lol0 \"lol\">");
        for (int i = 1; i < 20; i++) {
            laughs.append("<!ENTITY lol").append(i).append(" \"")
                    .append(("&lol" + (i - 1) + ";").repeat(10)).append("\">");
        }
        refused("document type", laughs + "]>" + header("<a>&lol19;</a>" + ENCODING));
        refused("", header("<a>&unknown;</a>" + ENCODING));
    }

    @Test
    @Timeout(20)
    void refusesWhatIsTooDeepOrTooLarge() {
        refused("levels", header("<a>".repeat(100_000)));
        refused("levels", header("<subjectInformation>" + "<a>".repeat(100_000)));
        refused("200000 elements", header("<a/>".repeat(200_001) + ENCODING));
        assertThatThrownBy(() -> HeaderReader.read(new byte[(16 << 20) + 1]))
                .isInstanceOf(HeaderException.class)
                .hasMessageContaining("at most 16777216");
    }

    @ParameterizedTest
    @ValueSource(strings = {"clinical_excerpt.xml", "shepp_logan_accelerated.xml"})
    @Timeout(60)
    void damagedHeadersEndInTheTypedException(String name) throws Exception {
        byte[] good = resource(name);
        int refused = 0;
        for (int number = 0; number < 2000; number++) {
            SplittableRandom random = new SplittableRandom(number);
            byte[] bad = good.clone();
            for (int i = 0; i <= random.nextInt(4); i++) {
                bad[random.nextInt(bad.length)] = (byte) "<>&;/\"'!?[]-0 \u0001\u00ff".charAt(random.nextInt(16));
            }
            try {
                HeaderReader.read(bad);
            } catch (HeaderException e) {
                refused++;
            } catch (RuntimeException e) {
                throw new AssertionError(name + " case " + number, e);
            }
        }
        assertThat(refused).isBetween(200, 1999);
    }

    private static void refused(String why, String xml) {
        assertThatThrownBy(() -> read(xml)).isInstanceOf(HeaderException.class).hasMessageContaining(why);
    }
}
