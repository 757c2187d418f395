package iotsafe.client;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import iotsafe.client.cli.AgentCommand;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Which module and package may know which: dependencies point one way, from the wiring to the card. */
@AnalyzeClasses(
        packages = "iotsafe",
        importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.NotTheTestBed.class})
class ArchitectureTest {
    /** Tests use a part of it; the agent never does. */
    static final class NotTheTestBed implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("/iotsafe/testbed/");
        }
    }

    @ArchTest
    static final ArchRule nothing_of_the_agent_knows_the_test_bed =
            noClasses().should().dependOnClassesThat().resideInAPackage("iotsafe.testbed..");

    private static final String[] LWM2M = {"org.eclipse.leshan.."};
    private static final String[] COAP_AND_DTLS = {"org.eclipse.californium.."};

    @ArchTest
    static final ArchRule the_card_knows_no_other_module = noClasses()
            .that()
            .resideInAPackage("iotsafe.credentials..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("iotsafe.est..", "iotsafe.bootstrap..", "iotsafe.client..", "iotsafe.sim..");

    @ArchTest
    static final ArchRule enrolment_knows_no_other_module = noClasses()
            .that()
            .resideInAPackage("iotsafe.est..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("iotsafe.credentials..", "iotsafe.bootstrap..", "iotsafe.client..", "iotsafe.sim..");

    @ArchTest
    static final ArchRule the_flow_does_not_know_who_runs_it = noClasses()
            .that()
            .resideInAPackage("iotsafe.bootstrap..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("iotsafe.client..", "iotsafe.sim..");

    @ArchTest
    static final ArchRule the_states_know_neither_servers_nor_files = noClasses()
            .that()
            .resideInAPackage("iotsafe.bootstrap")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("iotsafe.bootstrap.lwm2m..", "iotsafe.bootstrap.store");

    @ArchTest
    static final ArchRule the_software_sim_is_alone = noClasses()
            .that()
            .resideInAPackage("iotsafe.sim..")
            .should()
            .dependOnClassesThat(resideInAPackage("iotsafe..").and(not(resideInAPackage("iotsafe.sim.."))));

    @ArchTest
    static final ArchRule only_the_wiring_knows_the_software_sim = noClasses()
            .that()
            .resideOutsideOfPackages("iotsafe.sim..", "iotsafe.client")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("iotsafe.sim..");

    @ArchTest
    static final ArchRule bytes_to_the_card_know_nothing_above_them = noClasses()
            .that()
            .resideInAPackage("iotsafe.credentials.apdu")
            .should()
            .dependOnClassesThat(resideInAPackage("iotsafe..").and(not(resideInAPackage("iotsafe.credentials.apdu"))));

    @ArchTest
    static final ArchRule the_callers_view_of_the_card_knows_only_bytes = noClasses()
            .that()
            .resideInAPackage("iotsafe.credentials")
            .should()
            .dependOnClassesThat(resideInAPackage("iotsafe..")
                    .and(not(resideInAnyPackage("iotsafe.credentials", "iotsafe.credentials.apdu"))));

    /** But for the one step by which the program begins. */
    @ArchTest
    static final ArchRule packages_have_no_cycles = slices().matching("iotsafe.(**)")
            .should()
            .beFreeOfCycles()
            .ignoreDependency(Main.class, AgentCommand.class);

    @ArchTest
    static final ArchRule lwm2m_stays_where_it_is_named = noClasses()
            .that()
            .resideOutsideOfPackages("iotsafe.bootstrap.lwm2m..", "iotsafe.client.objects", "iotsafe.client")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(LWM2M);

    @ArchTest
    static final ArchRule coap_and_dtls_stay_where_they_are_named = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "iotsafe.credentials.dtls", "iotsafe.est.coap", "iotsafe.bootstrap.lwm2m..", "iotsafe.client")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(COAP_AND_DTLS);

    @ArchTest
    static final ArchRule reader_apis_stay_where_they_are_named = noClasses()
            .that()
            .resideOutsideOfPackage("iotsafe.credentials.pcsc")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("javax.smartcardio..");

    @ArchTest
    static final ArchRule serial_ports_stay_where_they_are_named = noClasses()
            .that()
            .resideOutsideOfPackage("iotsafe.credentials.modem")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.fazecast..");

    @ArchTest
    static final ArchRule jca_services_stay_in_the_provider = classes()
            .that()
            .areAssignableTo("java.security.SignatureSpi")
            .or()
            .areAssignableTo("java.security.Provider")
            .should()
            .resideInAPackage("iotsafe.credentials.jca");

    @ArchTest
    static final ArchRule only_the_command_line_talks_to_standard_output = noClasses()
            .that()
            .resideOutsideOfPackages("iotsafe.client.cli", "iotsafe.sim.cli")
            .should()
            .accessField(System.class, "out");

    /** Its classes are looked at where its module built them. */
    @Test
    void the_test_bed_knows_nothing_of_ours() {
        JavaClasses testBed = new ClassFileImporter().importPath(Path.of("../test-bed/target/classes"));
        noClasses()
                .should()
                .dependOnClassesThat(resideInAPackage("iotsafe..").and(not(resideInAPackage("iotsafe.testbed.."))))
                .check(testBed);
    }
}
