package org.larmor.adapt.policy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.larmor.bus.SiteKey;
import org.larmor.bus.record.Teaching;
import org.larmor.mrd.header.HeaderReader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PolicyTest {
    private static final String GOOD = """
            scanners-may-teach: true
            domains:
              - name: knee-3t
                learn: true
                protocols: ["*Knee*", "t2 tse ??"]
                field-strength: 2.5 - 3.5
                channels: 8-32
                trajectory: Cartesian
              - name: low-field
                field-strength: 0.01-0.2
            caps: {scan: 4, day: 10, bytes: 2g}
            held-out: 0.5
            patients: {training: [P1, 17], held-out: ["P2"]}
            """;

    @TempDir
    Path folder;

    private SiteKey key;

    @BeforeEach
    void key() throws Exception {
        key = SiteKey.readOrMake(folder.resolve("site.key"));
    }

    private static ScanKind kind(String protocol, Double field, Integer channels) {
        return new ScanKind(protocol, field, channels, "cartesian");
    }

    @Test
    void scanBelongsToTheFirstDomainThatItFits() {
        Policy policy = PolicyFile.parse(GOOD, key);
        assertThat(policy.domainName(kind("PD KNEE sag", 2.89, 15))).isEqualTo("knee-3t");
        assertThat(policy.domainName(kind("T2 TSE 5a", 3.0, 8))).isEqualTo("knee-3t");
        assertThat(policy.domainName(kind("T2 TSE 5", 3.0, 8))).isEqualTo("general");
        assertThat(policy.domainName(kind("knee", 1.5, 15))).isEqualTo("general");
        assertThat(policy.domainName(kind("knee", 0.055, 1))).isEqualTo("low-field");
        // what the header does not state fits nothing that is said of it
        assertThat(policy.domainName(kind("knee", null, 15))).isEqualTo("general");
        assertThat(policy.domainName(kind("knee", 3.0, null))).isEqualTo("general");
        assertThat(policy.domainName(kind(null, 3.0, 15))).isEqualTo("general");
        assertThat(policy.learns("knee-3t")).isTrue();
        assertThat(policy.learns("low-field")).isFalse();
        assertThat(policy.learns("general")).isFalse();
        assertThat(policy.caps()).isEqualTo(new Caps(4, 64, 400, 400, 10, 2L << 30));
    }

    @Test
    void patientsAreNamedByHashesAlone() {
        Policy policy = PolicyFile.parse(GOOD, key);
        assertThat(policy.json()).doesNotContain("P1").doesNotContain("P2").doesNotContain("\"17\"");
        assertThat(policy.side(key.hash(PolicyFile.PATIENT, "P1"))).isEqualTo(Side.TRAINING);
        assertThat(policy.side(key.hash(PolicyFile.PATIENT, "17"))).isEqualTo(Side.TRAINING);
        assertThat(policy.side(key.hash(PolicyFile.PATIENT, "P2"))).isEqualTo(Side.HELD_OUT);
        int heldOut = 0;
        for (int i = 0; i < 2000; i++) {
            heldOut += policy.side(key.hash(PolicyFile.PATIENT, "other" + i)) == Side.HELD_OUT ? 1 : 0;
        }
        // half of 2,000, within four standard deviations
        assertThat(heldOut).isBetween(910, 1090);
    }

    @Test
    void policyThatSaysNothingOfWeightsIsThatOfBefore() {
        // as it was written before a run's weights had a bound: its hash stands in the events
        Policy policy = PolicyFile.parse(GOOD + "runs: {after: 3}\n", key);
        assertThat(policy.json()).contains("\"runs\":{\"after\":3,\"everyHours\":0,\"minutes\":60,\"steps\":300}");
        assertThat(policy.runs().weights()).isEqualTo(0.25);
        assertThat(PolicyFile.parse(GOOD + "runs: {weights: 0.1}\n", key).runs().weights()).isEqualTo(0.1);
        for (String wrong : List.of("0", "-1", "11", "far", "[]")) {
            assertThatThrownBy(() -> PolicyFile.parse(GOOD + "runs: {weights: " + wrong + "}\n", key))
                    .isInstanceOf(PolicyException.class)
                    .hasMessageContaining("runs.weights");
        }
    }

    @Test
    void policyIsTheSameAfterItWasPublished() {
        Policy policy = PolicyFile.parse(GOOD, key);
        assertThat(Policy.ofJson(policy.json())).isEqualTo(policy);
        assertThat(Policy.ofJson(policy.json()).hash()).isEqualTo(policy.hash());
        assertThat(Policy.ofJson(Policy.NONE.json())).isEqualTo(Policy.NONE);
        assertThatThrownBy(() -> Policy.ofJson(policy.json().replace("\"heldOut\"", "\"newer\"")))
                .isInstanceOf(PolicyException.class);
    }

    @Test
    void allFaultsAreToldAtOnceAndNoPatient() {
        assertThatThrownBy(() -> PolicyFile.parse("""
                scanners-may-teach: perhaps
                domain: []
                domains:
                  - {name: Knee, learn: true}
                  - {name: general, channels: many}
                  - {name: a, field-strength: 3-1}
                  - {name: a}
                caps: {scan: 0, days: 3, bytes: big}
                held-out: 2
                patients: {training: [SECRET], held-out: [SECRET]}
                """, key))
                .isInstanceOf(PolicyException.class)
                .hasMessageContainingAll(
                        "scanners-may-teach: is neither true nor false",
                        "domain: is not known",
                        "domains[0].name: 'Knee'",
                        "domains[0].protocols: is missing",
                        "domains[1].name: 'general'",
                        "domains[1].channels: 'many'",
                        "domains[2].field-strength: '3-1'",
                        "domains[3].name: a is there twice",
                        "caps.scan: '0'",
                        "caps.days: is not known",
                        "caps.bytes: 'big'",
                        "held-out: '2'",
                        "one is named on both sides",
                        "scanners-may-teach: is not true, though a domain learns")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("SECRET"));
        for (String nonsense : new String[] {"", "a: [", "- 1\n- 2", "text", "a: 1\na: 2"}) {
            assertThatThrownBy(() -> PolicyFile.parse(nonsense.isEmpty() ? "x: 1" : nonsense, key))
                    .as(nonsense)
                    .isInstanceOf(PolicyException.class);
        }
        assertThat(PolicyFile.parse("", key)).isEqualTo(Policy.NONE);
    }

    @Test
    void scanIsToldApartByHashesAndOnlyWhereItMayTeach() throws Exception {
        String xml = """
                <ismrmrdHeader xmlns="http://www.ismrm.org/ISMRMRD">
                <subjectInformation><patientName>Doe^Jane</patientName><patientID>P7</patientID></subjectInformation>
                <studyInformation><studyInstanceUID>1.2.3</studyInstanceUID></studyInformation>
                <measurementInformation><protocolName>%s</protocolName></measurementInformation>
                <acquisitionSystemInformation><systemFieldStrength_T>3</systemFieldStrength_T>
                <receiverChannels>16</receiverChannels><deviceSerialNumber>4711</deviceSerialNumber>
                </acquisitionSystemInformation>
                <encoding><trajectory>cartesian</trajectory>
                <encodedSpace><matrixSize><x>8</x><y>8</y><z>1</z></matrixSize>
                <fieldOfView_mm><x>1</x><y>1</y><z>1</z></fieldOfView_mm></encodedSpace></encoding>
                </ismrmrdHeader>""";
        Policy policy = PolicyFile.parse(GOOD, key);
        Classification knee = classify(policy, xml.formatted("Knee"));
        assertThat(knee.domain()).isEqualTo("knee-3t");
        assertThat(knee.teaching()).isEqualTo(new Teaching(
                policy.hash(), key.hash("patient", "P7"), key.hash("scanner", "4711"), key.hash("protocol", "Knee")));
        assertThat(knee.toString()).doesNotContain("P7", "Doe", "1.2.3", "4711");
        assertThat(classify(policy, xml.formatted("brain")).teaching()).isNull();
        assertThat(classify(Policy.NONE, xml.formatted("Knee"))).isEqualTo(new Classification("general", null));
        String noPatient = xml.replace("P7", " ");
        assertThat(classify(policy, noPatient.formatted("Knee")).teaching().subject()).isEqualTo(key.hash("study", "1.2.3"));
        String nobody = noPatient.replace("1.2.3", "");
        assertThat(classify(policy, nobody.formatted("Knee")).teaching().subject()).isEqualTo(key.hash("scan", "scan-1"));
    }

    private Classification classify(Policy policy, String xml) throws Exception {
        byte[] bytes = xml.getBytes(StandardCharsets.UTF_8);
        return Classification.of(policy, key, "scan-1", HeaderReader.read(bytes), bytes);
    }

    @Property
    void wildcardFitsAsARegularExpressionWould(
            @ForAll @StringLength(max = 6) @Chars({'a', 'b', '*', '?'}) String pattern,
            @ForAll @StringLength(max = 8) @CharRange(from = 'a', to = 'b') String name) {
        String regex = pattern.replace("*", ".*").replace("?", ".");
        assertThat(new Wildcard(pattern).matches(name)).isEqualTo(name.matches(regex));
        assertThat(new Wildcard(pattern).matches(name.toUpperCase(Locale.ROOT))).isEqualTo(name.matches(regex));
    }

    @Test
    void longNameAndManyStarsTakeNoTime() {
        assertThat(new Wildcard("*a".repeat(50) + "b").matches("a".repeat(100_000))).isFalse();
    }

    @Test
    void tryingAndCheckingHaveBounds() {
        assertThatThrownBy(() -> PolicyFile.parse("promotion: {automatic: true, shadow-scans: -1, share: 0}\nquality: 2\n", key))
                .isInstanceOf(PolicyException.class)
                .hasMessageContaining("promotion.shadow-scans: '-1'")
                .hasMessageContaining("promotion.share: '0'")
                .hasMessageContaining("quality: '2'");
        Policy usual = PolicyFile.parse("promotion: {automatic: true}\n", key);
        assertThat(usual.promoting().shadowScans()).isEqualTo(8);
        assertThat(usual.promoting().share()).isEqualTo(0.25);
        assertThat(usual.checked()).isZero();
        assertThat(Policy.ofJson(usual.json())).isEqualTo(usual);
    }
}
