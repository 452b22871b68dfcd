package dev.leme.api.validation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NamesTest {

    private static Arguments row(Function<String, List<String>> check, String text, String... complaints) {
        return Arguments.of(check, text, List.of(complaints));
    }

    static Stream<Arguments> texts() {
        String subdomain =
                "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and"
                        + " must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is"
                        + " '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
        String label =
                "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start"
                        + " and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is"
                        + " '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
        String name =
                "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an"
                        + " alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is"
                        + " '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
        return Stream.of(
                row(Names::subdomain, "a.b-c.1"),
                row(Names::subdomain, "My_App", subdomain),
                row(Names::subdomain, "", subdomain),
                row(Names::subdomain, "a".repeat(254), "must be no more than 253 bytes"),
                row(Names::label, "a-1"),
                row(Names::label, "a.b", label),
                row(Names::label, "a".repeat(64), "must be no more than 63 bytes"),
                row(
                        Names::label1035,
                        "1a",
                        "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an"
                                + " alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or"
                                + " 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')"),
                row(Names::qualified, "app.kubernetes.io/name"),
                row(Names::qualified, "", "name part must be non-empty", name),
                row(Names::qualified, "/x", "prefix part must be non-empty"),
                row(Names::qualified, "A/x", "prefix part " + subdomain),
                row(
                        Names::qualified,
                        "a/b/c",
                        "a qualified name must consist of alphanumeric characters, '-', '_' or '.', and must start and end"
                                + " with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used"
                                + " for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS"
                                + " subdomain prefix and '/' (e.g. 'example.com/MyName')"),
                row(Names::labelValue, ""),
                row(Names::labelValue, "a_b.C"),
                row(
                        Names::labelValue,
                        "a b",
                        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and"
                                + " must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or"
                                + " '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"),
                row(Names::configKey, "nginx.conf"),
                row(Names::configKey, "..", "must not be '..'"),
                row(Names::configKey, "..a", "must not start with '..'"),
                row(
                        Names::configKey,
                        "a/b",
                        "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or"
                                + " 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')"),
                row(Names::portName, "http-2"),
                row(
                        Names::portName,
                        "UPPER_CASE_AND_LONG",
                        "must be no more than 15 bytes",
                        "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)",
                        "must contain at least one letter (a-z)"),
                row(
                        Names::portName,
                        "-a--b",
                        "must not contain consecutive hyphens",
                        "must not begin or end with a hyphen"),
                row(Names::pathSegment, "system:node/x", "may not contain '/'"),
                row(Names::pathSegment, "..", "may not be '..'"),
                row(
                        Names::environmentVariable,
                        "A=B",
                        "a valid environment variable name must consist only of printable ASCII characters other than '='"));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void check_text_complainsInUpstreamsWords(
            Function<String, List<String>> check, String text, List<String> complaints) {
        assertEquals(complaints, check.apply(text));
    }
}
