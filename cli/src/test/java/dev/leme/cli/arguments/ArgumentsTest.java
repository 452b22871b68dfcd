package dev.leme.cli.arguments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentsTest {
    private static final Synopsis SYNOPSIS = new Synopsis(
            "put",
            "FILE...",
            1,
            List.of("Puts files."),
            List.of(
                    Option.valued("--name", "NAME", "Where."),
                    Option.valued("--port", "PORT", "Which port."),
                    Option.flag("--purge", "All."),
                    Option.negatable("--offline", "Nobody."),
                    Option.valued("--secret", "X", "")));

    private static Arguments parse(String line) {
        return Arguments.parse(SYNOPSIS, List.of(line.split(" ")));
    }

    @Test
    void parse_valuesBothWaysFlagsAndWords_inAnyOrder() {
        Arguments arguments = parse("a --name x --purge b --port=7 -- --purge");
        assertEquals(List.of("a", "b", "--purge"), arguments.words());
        assertEquals(Map.of("--name", "x", "--purge", "true", "--port", "7"), arguments.values());
        assertEquals(Optional.of(7), arguments.port("--port"));
        assertTrue(arguments.has("--purge"));
        assertEquals(Optional.empty(), arguments.flag("--offline"));
    }

    @Test
    void parse_denied_isFalse() {
        assertEquals(Optional.of(false), parse("a --no-offline").flag("--offline"));
        assertEquals(Optional.of(true), parse("a --offline").flag("--offline"));
    }

    @Test
    void parse_helpAnywhere_isHelp() {
        assertTrue(parse("-h --nonsense").help());
        assertTrue(parse("a --help --nonsense").help());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--purge", "a --nonsense", "a -x", "a --name", "a --purge=yes", "a --no-purge"})
    void parse_notAllowed_isWrongUse(String line) {
        List<String> typed = line.isEmpty() ? List.of() : List.of(line.split(" "));
        assertThrows(WrongUse.class, () -> Arguments.parse(SYNOPSIS, typed));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "0", "65536", "-1"})
    void port_noPort_isWrongUse(String text) {
        Arguments arguments = parse("a --port=" + text);
        assertThrows(WrongUse.class, () -> arguments.port("--port"));
    }

    @Test
    void choice_another_isWrongUseAndNamesThem() {
        WrongUse wrong = assertThrows(WrongUse.class, () -> parse("a --name x").choice("--name", List.of("y", "z")));
        assertTrue(String.valueOf(wrong.getMessage()).contains("y, z"), wrong::getMessage);
    }

    @Test
    void help_longTexts_areWrappedAndHiddenOptionsLeftOut() {
        Synopsis wide = new Synopsis("up", "", 0, List.of("word ".repeat(60).strip()), SYNOPSIS.options());
        assertTrue(wide.help().lines().allMatch(line -> line.length() <= 100 || line.startsWith("Usage")), wide::help);
        assertTrue(wide.help().contains("--[no-]offline") && !wide.help().contains("--secret"), wide::help);
    }
}
