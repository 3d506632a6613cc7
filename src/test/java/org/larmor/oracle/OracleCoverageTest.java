package org.larmor.oracle;

import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** No case of the folder goes unchecked. */
class OracleCoverageTest {
    private static final List<OracleTest> TESTS = List.of(
            new OracleOperatorsTest(),
            new OracleSamplingTest(),
            new OraclePreparationTest(),
            new OracleNetworksTest(),
            new OracleReconstructionTest(),
            new OracleLossesTest(),
            new OracleIterationTest(),
            new OracleTrainingTest(),
            new OracleInferenceTest());

    @Test
    void everyCaseOfTheManifestIsChecked() {
        assumeTrue(Oracle.present(), "neither larmor.oracle is set nor is there ../shared/oracle");
        List<String> unchecked = Oracle.open().caseNames().stream()
                .filter(name -> TESTS.stream().noneMatch(t -> t.checks().containsKey(name)))
                .toList();
        assertThat(unchecked).isEmpty();
    }
}
