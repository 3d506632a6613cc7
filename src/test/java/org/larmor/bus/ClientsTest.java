package org.larmor.bus;

import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.streams.KafkaStreams;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

/** A client made elsewhere would know nothing of a cluster's security. */
@AnalyzeClasses(packages = "org.larmor", importOptions = ImportOption.DoNotIncludeTests.class)
class ClientsTest {
    @ArchTest
    static final ArchRule EVERY_CLIENT_IS_MADE_BY_THE_CONNECTION = noClasses()
            .that().doNotHaveFullyQualifiedName(KafkaConnection.class.getName())
            .should().callConstructorWhere(JavaCall.Predicates.target(With.owner(belongToAnyOf(
                    KafkaProducer.class, KafkaConsumer.class, KafkaShareConsumer.class, KafkaStreams.class))))
            .orShould().callMethodWhere(JavaCall.Predicates.target(With.owner(assignableTo(Admin.class)))
                    .and(JavaCall.Predicates.target(name("create"))));
}
