package dev.leme.cluster.why;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.leme.api.json.JsonObject;
import dev.leme.api.status.ApiException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A table of situations: {@code NAME.input.yaml} is what there is (with what is asked, and what logs and network say, in its
 * comments), {@code NAME.output.txt} what is explained.
 */
class WhyTest {

    private static final Path CASES = Path.of("src/test/resources/dev/leme/cluster/why");
    private static final String INPUT = ".input.yaml";

    static Stream<String> situations() throws IOException {
        try (Stream<Path> files = Files.list(CASES)) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(INPUT))
                    .map(name -> name.substring(0, name.length() - INPUT.length()))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("situations")
    void situation_asked_isExplained(String name) throws IOException {
        Situation situation = Situation.read(Files.readString(CASES.resolve(name + INPUT)));
        StringBuilder text = new StringBuilder();
        for (String asked : situation.asked()) {
            String[] words = asked.split("/", -1);
            write(text, kind(words[0]).explain(situation, "default", words[1]), 0);
        }
        Path output = CASES.resolve(name + ".output.txt");
        if (Boolean.getBoolean("leme.golden.write")) {
            Files.writeString(output, text);
        }
        assertEquals(Files.readString(output), text.toString());
    }

    private static void write(StringBuilder text, Finding finding, int depth) {
        text.repeat("  ", depth)
                .append(finding.state().word())
                .append(": ")
                .append(finding.text())
                .append('\n');
        if (!finding.next().isEmpty()) {
            text.repeat("  ", depth).append("  do: ").append(finding.next()).append('\n');
        }
        finding.because().forEach(reason -> write(text, reason, depth + 1));
    }

    private static Why kind(String word) {
        return Why.named(word).orElseThrow();
    }

    /** What people read as counts, programs get node by node. */
    @Test
    void pod_thatFitsNowhere_inJsonEachNodeHasItsFilter() throws IOException {
        Situation situation = Situation.read(Files.readString(CASES.resolve("pod-no-node-fits" + INPUT)));
        JsonObject details = kind("pod").explain(situation, "default", "big").because().stream()
                .map(Finding::details)
                .filter(found -> !found.isEmpty())
                .findFirst()
                .orElseThrow();
        assertEquals(
                "{\"NodeUnschedulable\":1,\"TaintToleration\":1,\"NodeAffinity\":2,\"NodeResourcesFit\":1}",
                details.object("byFilter").toString());
        assertEquals(
                List.of(
                        "cordoned NodeUnschedulable",
                        "leme NodeResourcesFit",
                        "old NodeAffinity",
                        "older NodeAffinity",
                        "silent TaintToleration"),
                details.array("refusals").objects().stream()
                        .map(refusal -> refusal.string("node") + " " + refusal.string("filter"))
                        .toList());
    }

    @Test
    void object_absent_isNotFoundAsTheApiSaysIt() {
        Situation nothing = Situation.read("# ask: pod/none\n");
        ApiException absent = assertThrows(ApiException.class, () -> kind("pod").explain(nothing, "default", "none"));
        assertEquals("pods \"none\" not found", absent.getMessage());
    }

    @Test
    void kind_writtenAsPeopleDo_isKnown() {
        for (String word : List.of("svc", "service", "Services")) {
            assertEquals("service", kind(word).word());
        }
        assertEquals("persistentvolumeclaim", kind("pvc").word());
        assertEquals(Optional.empty(), Why.named("configmap"));
    }

    @Test
    void rule_ofAService_isFoundInTheKernelsWords() {
        String rules = """
                table inet leme {
                	map services {
                		type ipv4_addr . inet_proto . inet_service : verdict
                		elements = { 10.43.0.1 . tcp . 443 : goto one,
                			     110.43.0.2 . tcp . 80 : goto other, 10.43.0.2 . tcp . 8080 : goto third }
                	}
                """;
        assertEquals(Optional.of("goto one"), LiveNetwork.find(rules, "10.43.0.1", "tcp", 443));
        assertEquals(Optional.of("goto third"), LiveNetwork.find(rules, "10.43.0.2", "tcp", 8080));
        assertEquals(Optional.empty(), LiveNetwork.find(rules, "10.43.0.2", "tcp", 80));
        assertEquals(Optional.empty(), LiveNetwork.find(rules, "10.43.0.1", "udp", 443));
    }
}
