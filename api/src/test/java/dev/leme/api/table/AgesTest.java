package dev.leme.api.table;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgesTest {

    @ParameterizedTest
    @CsvSource({
        "PT-5S, <invalid>",
        "PT-0.9S, 0s",
        "PT0S, 0s",
        "PT119.9S, 119s",
        "PT2M, 2m",
        "PT3M20S, 3m20s",
        "PT10M30S, 10m",
        "PT179M, 179m",
        "PT3H, 3h",
        "PT7H59M, 7h59m",
        "PT8H5M, 8h",
        "PT47H, 47h",
        "PT48H, 2d",
        "PT52H, 2d4h",
        "P8D, 8d",
        "P729D, 729d",
        "P730D, 2y",
        "P740D, 2y10d",
        "P2920D, 8y",
    })
    void text_span_isWrittenAsKubectlDoes(Duration span, String text) {
        assertEquals(text, Ages.text(span));
    }
}
