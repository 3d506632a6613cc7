package org.larmor;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.Arrays;
import org.larmor.recon.engine.ComputeDevice;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/** The third column of the design's package table, and the order that lies in having no cycles. */
@AnalyzeClasses(packages = "org.larmor", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String OURS = "org.larmor..";
    private static final String KAFKA = "org.apache.kafka..";
    private static final String KAFKA_BROKER = "kafka..";
    private static final String VERTX = "io.vertx..";
    private static final String DJL = "ai.djl..";
    private static final String HDF5 = "io.jhdf..";
    private static final String LIBHDF5 = "org.bytedeco..";

    /** Other people's classes, and of ours those of the packages named, subpackages included. */
    private static DescribedPredicate<JavaClass> ofOursOnly(String... packages) {
        String[] allowed = Arrays.stream(packages).map(name -> name + "..").toArray(String[]::new);
        return JavaClass.Predicates.resideOutsideOfPackage(OURS)
                .or(JavaClass.Predicates.resideInAnyPackage(allowed));
    }

    @ArchTest
    static final ArchRule MRD_KNOWS_NOTHING_ELSE_OF_OURS = classes()
            .that().resideInAPackage("org.larmor.mrd..")
            .should().onlyDependOnClassesThat(ofOursOnly("org.larmor.mrd"))
            .andShould().onlyDependOnClassesThat().resideOutsideOfPackages(KAFKA, KAFKA_BROKER, VERTX, DJL);

    @ArchTest
    static final ArchRule SCAN_KNOWS_MRD_ALONE = classes()
            .that().resideInAPackage("org.larmor.scan..")
            .should().onlyDependOnClassesThat(ofOursOnly("org.larmor.scan", "org.larmor.mrd"))
            .andShould().onlyDependOnClassesThat().resideOutsideOfPackages(KAFKA, KAFKA_BROKER, VERTX, DJL, HDF5, LIBHDF5);

    @ArchTest
    static final ArchRule RAW_DATA_FILES_ALONE_KNOW_LIBHDF5 = noClasses()
            .that().resideInAPackage(OURS)
            .and().resideOutsideOfPackage("org.larmor.mrd.file..")
            .should().dependOnClassesThat().resideInAPackage(LIBHDF5);

    @ArchTest
    static final ArchRule BUS_KNOWS_NEITHER_VERTX_NOR_DJL = noClasses()
            .that().resideInAPackage("org.larmor.bus..")
            .should().dependOnClassesThat().resideInAnyPackage(VERTX, DJL);

    @ArchTest
    static final ArchRule GATEWAY_AND_WEB_KNOW_NO_ENGINE = noClasses()
            .that().resideInAnyPackage("org.larmor.gateway..", "org.larmor.web..")
            .should().dependOnClassesThat().resideInAPackage(DJL);

    @ArchTest
    static final ArchRule ROUTER_KNOWS_NEITHER_VERTX_NOR_DJL = noClasses()
            .that().resideInAPackage("org.larmor.router..")
            .should().dependOnClassesThat().resideInAnyPackage(VERTX, DJL);

    @ArchTest
    static final ArchRule THE_SCIENCE_KNOWS_NEITHER_KAFKA_NOR_VERTX = noClasses()
            .that().resideInAnyPackage(
                    "org.larmor.recon..",
                    "org.larmor.nn..",
                    "org.larmor.models..",
                    "org.larmor.jssl..",
                    "org.larmor.infer..")
            .should().dependOnClassesThat().resideInAnyPackage(KAFKA, KAFKA_BROKER, VERTX);

    @ArchTest
    static final ArchRule RECON_KNOWS_NO_NETWORKS = noClasses()
            .that().resideInAPackage("org.larmor.recon..")
            .should().dependOnClassesThat().resideInAnyPackage(
                    "org.larmor.nn..", "org.larmor.models..", "org.larmor.jssl..", "org.larmor.infer..");

    @ArchTest
    static final ArchRule NETWORKS_KNOW_NO_FILES = noClasses()
            .that().resideInAPackage("org.larmor.nn..")
            .should().dependOnClassesThat().resideInAnyPackage(
                    "java.io..", "java.nio.file..", "java.nio.channels..", HDF5, LIBHDF5, "org.larmor.models..");

    @ArchTest
    static final ArchRule WORKER_AND_ADAPT_KNOW_NO_VERTX = noClasses()
            .that().resideInAnyPackage("org.larmor.worker..", "org.larmor.adapt..")
            .should().dependOnClassesThat().resideInAPackage(VERTX);

    @ArchTest
    static final ArchRule NOTHING_KNOWS_THE_NODE_BUT_THE_COMMANDS = noClasses()
            .that().resideInAPackage(OURS)
            .and().resideOutsideOfPackages("org.larmor.node..", "org.larmor.cli..", "org.larmor.launch..")
            .should().dependOnClassesThat().resideInAnyPackage("org.larmor.node..", "org.larmor.cli..");

    /** Left to itself the engine makes arrays on a graphics processor, where there is one. */
    @ArchTest
    static final ArchRule WHERE_ARRAYS_LIE_IS_ALWAYS_SAID = noClasses()
            .that().doNotBelongToAnyOf(ComputeDevice.class)
            .should().callMethodWhere(target(name("newBaseManager")));

    /** Each package is a slice of its own, so that neither a package and its subpackages nor two of them form a cycle. */
    @ArchTest
    static final ArchRule NO_PACKAGES_DEPEND_ON_EACH_OTHER = slices()
            .assignedFrom(new SliceAssignment() {
                @Override
                public SliceIdentifier getIdentifierOf(JavaClass type) {
                    return SliceIdentifier.of(type.getPackageName());
                }

                @Override
                public String getDescription() {
                    return "packages";
                }
            })
            .should().beFreeOfCycles();

    @ArchTest
    static final ArchRule NO_PACKAGES_OF_THE_FIRST_LEVEL_DEPEND_ON_EACH_OTHER =
            slices().matching("org.larmor.(*)..").should().beFreeOfCycles();
}
