package org.larmor;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

/** The third column of the design's package table. */
@AnalyzeClasses(packages = "org.larmor", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String[] KAFKA = {"org.apache.kafka..", "kafka.."};
    private static final String VERTX = "io.vertx..";
    private static final String DJL = "ai.djl..";

    @ArchTest
    static final ArchRule MRD_KNOWS_NOTHING_ELSE_OF_OURS = noClasses()
            .that().resideInAPackage("org.larmor.mrd..")
            .should().dependOnClassesThat().resideInAnyPackage(
                    "org.larmor.bus..", "org.larmor.gateway..", "org.larmor.router..", "org.larmor.recon..",
                    "org.larmor.nn..", "org.larmor.models..", "org.larmor.jssl..", "org.larmor.infer..",
                    "org.larmor.worker..", "org.larmor.adapt..",
                    "org.larmor.web..", "org.larmor.telemetry..", "org.larmor.sim..", "org.larmor.cli..");

    @ArchTest
    static final ArchRule BUS_KNOWS_NEITHER_VERTX_NOR_DJL = noClasses()
            .that().resideInAPackage("org.larmor.bus..")
            .should().dependOnClassesThat().resideInAnyPackage(VERTX, DJL);

    @ArchTest
    static final ArchRule GATEWAY_AND_WEB_KNOW_NO_ENGINE = noClasses()
            .that().resideInAnyPackage("org.larmor.gateway..", "org.larmor.web..")
            .should().dependOnClassesThat().resideInAPackage(DJL)
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule ROUTER_KNOWS_NEITHER_VERTX_NOR_DJL = noClasses()
            .that().resideInAPackage("org.larmor.router..")
            .should().dependOnClassesThat().resideInAnyPackage(VERTX, DJL)
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule THE_SCIENCE_KNOWS_NEITHER_KAFKA_NOR_VERTX = noClasses()
            .that().resideInAnyPackage("org.larmor.recon..", "org.larmor.nn..", "org.larmor.models..", "org.larmor.jssl..",
                    "org.larmor.infer..")
            .should().dependOnClassesThat().resideInAnyPackage("org.apache.kafka..", "kafka..", VERTX);

    @ArchTest
    static final ArchRule WORKER_AND_ADAPT_KNOW_NO_VERTX = noClasses()
            .that().resideInAnyPackage("org.larmor.worker..", "org.larmor.adapt..")
            .should().dependOnClassesThat().resideInAPackage(VERTX)
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule THE_WIRE_MODEL_KNOWS_NO_TRANSPORT = noClasses()
            .that().resideInAPackage("org.larmor.mrd..")
            .should().dependOnClassesThat().resideInAnyPackage(VERTX, DJL)
            .orShould().dependOnClassesThat().resideInAnyPackage(KAFKA);
}
