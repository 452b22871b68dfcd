package dev.leme.api.quantity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTest {

    @ParameterizedTest
    @CsvSource({
        "1, 1",
        "0, 0",
        "0Mi, 0",
        "1000, 1k",
        "1500m, 1500m",
        "1.5, 1500m",
        "0.5, 500m",
        "1024Mi, 1Gi",
        "128Mi, 128Mi",
        "1.5Gi, 1536Mi",
        "1Ki, 1Ki",
        "0.5Ki, 512",
        "0.0001Ki, 102400u",
        "1e3, 1e3",
        "12e5, 1200e3",
        "1E, 1E",
        "100000000, 100M",
        "-1.5, -1500m",
        "0.1n, 1n",
        "1000Ki, 1000Ki",
        "1048576Ki, 1Gi",
        "2048, 2048",
        "1E3, 1e3",
        ".5, 500m",
        "1., 1",
        "+1, 1",
        "1e-3, 1e-3",
        "16Ei, 9223372036854775807",
        "123456789u, 123456789u",
        "0.1Ki, 102400m",
        "1023, 1023"
    })
    void toString_ofAnyNotation_isCanonical(String text, String canonical) {
        assertEquals(canonical, Quantity.parse(text).toString());
        assertEquals(canonical, Quantity.parse(canonical).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "1.1.M", "1+1.0M", "0.1mi", "0.1am", "aoeu", ".", "i", "1i", "-3.01i", "-3.01e-", " 1", "1 "
            })
    void parse_ofNonsense_throws(String text) {
        assertThrows(QuantityException.class, () -> Quantity.parse(text));
    }

    @Test
    void parse_ofNonsense_saysWhatIsWrong() {
        assertEquals(
                "unable to parse quantity's suffix",
                assertThrows(QuantityException.class, () -> Quantity.parse("1mi"))
                        .getMessage());
        assertEquals(
                "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
                assertThrows(QuantityException.class, () -> Quantity.parse("a lot"))
                        .getMessage());
    }

    @Test
    void arithmetic_keepsTheNotationOfTheFirst() {
        assertEquals("3Mi", Quantity.parse("1Mi").add(Quantity.parse("2097152")).toString());
        assertEquals("1Mi", Quantity.ZERO.add(Quantity.parse("1Mi")).toString());
        assertEquals(
                "250m", Quantity.parse("1").subtract(Quantity.parse("750m")).toString());
    }

    @Test
    void values_roundUp() {
        assertEquals(2, Quantity.parse("1001m").value());
        assertEquals(1, Quantity.parse("1u").milliValue());
        assertEquals(-1, Quantity.parse("-1001m").value());
        assertEquals(134217728, Quantity.parse("128Mi").value());
    }

    @Test
    void equality_isByAmount() {
        assertEquals(Quantity.parse("1Gi"), Quantity.parse("1024Mi"));
        assertEquals(Quantity.parse("1").hashCode(), Quantity.parse("1000m").hashCode());
    }
}
