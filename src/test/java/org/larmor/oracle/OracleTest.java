package org.larmor.oracle;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.larmor.TestDevice;
import org.larmor.recon.engine.TorchEngine;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Runs a class's checks on the cases of the folder. */
abstract class OracleTest {
    /** Checks one case; arrays made with the manager live until it returns. */
    @FunctionalInterface
    interface Check {
        void check(NDManager manager, OracleCase c);
    }

    /** The checks by the cases' names. */
    abstract Map<String, Check> checks();

    @TestFactory
    Stream<DynamicTest> cases() {
        assumeTrue(Oracle.present(), "neither larmor.oracle is set nor is there ../shared/oracle");
        Oracle oracle = Oracle.open();
        return oracle.caseNames().stream()
                .filter(name -> checks().containsKey(name))
                .map(name -> DynamicTest.dynamicTest(name, () -> run(oracle.open(name))));
    }

    private void run(OracleCase c) {
        TorchEngine.load();
        JniUtils.setGradMode(true);
        try (NDManager manager = TestDevice.chosen().manager()) {
            checks().get(c.name()).check(manager, c);
        }
        c.assertAllRead();
    }
}
