package dev.leme.tests;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The house keeps its rules: which room may use which, and what a package must not touch. */
class RoomsTest {

    /** The rooms, each with those that it may use. Anything not named here is forbidden. */
    enum Room {
        BASE(""),
        API("base"),
        STORE("base"),
        CLIENT("base api"),
        APISERVER("base api store"),
        CONTROLLERS("base api client"),
        SCHEDULER("base api client"),
        CRI(""),
        NODE("base api client cri"),
        PROXY("base api client"),
        DNS("base api client"),
        CLUSTER("base api store client apiserver controllers scheduler node proxy dns"),
        CLI("base api client node cluster"),
        JUNIT("base api client cluster");

        private final String uses;

        Room(String uses) {
            this.uses = uses;
        }

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        String inPackage() {
            return "dev.leme." + word() + "..";
        }

        private String[] forbidden() {
            Set<String> allowed = Set.of(uses.split(" ", -1));
            return Stream.of(values())
                    .filter(other -> other != this && !allowed.contains(other.word()))
                    .map(Room::inPackage)
                    .toArray(String[]::new);
        }
    }

    /** What several controllers may share; everything else below {@code controllers} is one controller's own. */
    private static final List<String> SHARED_BY_CONTROLLERS = List.of("workload", "replicas", "backend", "catalog");

    /** Where waiting is for a process of the machine, which tells nobody when it is done. */
    private static final String[] MAY_SLEEP = {
        "dev.leme.node.runtime.containerd..",
        "dev.leme.node.runtime.cri..",
        "dev.leme.cli.kubeconfig..",
        "dev.leme.apiserver.http.jetty.."
    };

    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location ->
                    Stream.of("leme-testkit", "leme-codegen", "dev/leme/tests/").noneMatch(location::contains))
            .importPackages("dev.leme");

    @Test
    void everyPackage_ofTheHouse_isInARoomOfTheTable() {
        Set<String> found = HOUSE.stream()
                .map(type -> type.getPackageName().split("\\.")[2])
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> table = Arrays.stream(Room.values()).map(Room::word).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(table, found);
    }

    @ParameterizedTest
    @EnumSource
    void room_usesOnly_whatTheTableAllows(Room room) {
        noClasses()
                .that()
                .resideInAPackage(room.inPackage())
                .should()
                .dependOnClassesThat(resideInAnyPackage(room.forbidden()))
                .check(HOUSE);
    }

    @Test
    void controllers_useNoOther_butWhatIsShared() {
        SlicesRuleDefinition.slices()
                .matching("dev.leme.controllers.(*)..")
                .should()
                .notDependOnEachOther()
                .ignoreDependency(
                        DescribedPredicate.alwaysTrue(),
                        resideInAnyPackage(SHARED_BY_CONTROLLERS.stream()
                                .map(shared -> "dev.leme.controllers." + shared + "..")
                                .toArray(String[]::new)))
                .check(HOUSE);
    }

    @Test
    void criTypes_areUsedOnly_inTheNodesRuntime() {
        classes()
                .that()
                .resideInAPackage("dev.leme.cri..")
                .should()
                .onlyHaveDependentClassesThat()
                .resideInAnyPackage("dev.leme.cri..", "dev.leme.node.runtime..")
                .check(HOUSE);
    }

    @Test
    void dnsHandlers_readTheZone_neverAnInformer() {
        noClasses()
                .that()
                .resideInAPackage("dev.leme.dns.handler..")
                .should()
                .dependOnClassesThat(resideInAPackage("dev.leme.client.."))
                .check(HOUSE);
    }

    @Test
    void api_hasNoThreads_clocksOrFiles() {
        noClasses()
                .that()
                .resideInAPackage("dev.leme.api..")
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage("java.util.concurrent.locks..", "java.nio.file..", "java.net.http..")
                                .or(named(Thread.class))
                                .or(resideInAPackage("dev.leme.base.time..")))
                .check(HOUSE);
    }

    @Test
    void time_isAskedOf_theInjectedClock() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.leme.base.time..")
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(java.time.Clock.class, "systemUTC")
                .orShould()
                .callMethod(java.time.Clock.class, "systemDefaultZone")
                .check(HOUSE);
    }

    @Test
    void threads_sleepOnly_whereTheMachineTellsNothing() {
        noClasses()
                .that()
                .resideOutsideOfPackages(MAY_SLEEP)
                .should()
                .callMethod(Thread.class, "sleep", java.time.Duration.class)
                .orShould()
                .callMethod(Thread.class, "sleep", long.class)
                .check(HOUSE);
    }

    @Test
    void packages_areDomainWords_andNotNull() {
        noClasses()
                .should()
                .resideInAnyPackage("..util..", "..utils..", "..common..", "..impl..", "..helper..", "..manager..")
                .check(HOUSE);
        Set<String> marked = HOUSE.stream()
                .filter(type -> type.getSimpleName().equals("package-info"))
                .filter(type -> type.isAnnotatedWith("org.jspecify.annotations.NullMarked"))
                .map(JavaClass::getPackageName)
                .collect(Collectors.toSet());
        List<String> unmarked = HOUSE.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> !name.startsWith("dev.leme.cri."))
                .distinct()
                .filter(name -> !marked.contains(name))
                .sorted()
                .toList();
        assertTrue(unmarked.isEmpty(), "packages without @NullMarked: " + unmarked);
    }

    private static DescribedPredicate<JavaClass> named(Class<?> type) {
        return DescribedPredicate.describe("are " + type.getSimpleName(), found -> found.isEquivalentTo(type));
    }
}
