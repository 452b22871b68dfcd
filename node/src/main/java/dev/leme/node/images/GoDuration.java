package dev.leme.node.images;

import java.math.BigDecimal;
import java.time.Duration;

/** A duration as Kubernetes' messages show it: {@code 120ms}, {@code 1.2s}, {@code 2m3s}. */
final class GoDuration {
    private GoDuration() {}

    static String millis(Duration duration) {
        long millis = duration.toMillis();
        if (millis == 0) {
            return "0s";
        }
        if (millis < 1000) {
            return millis + "ms";
        }
        long minutes = millis / 60_000;
        String seconds =
                BigDecimal.valueOf(millis % 60_000, 3).stripTrailingZeros().toPlainString() + "s";
        if (minutes == 0) {
            return seconds;
        }
        return minutes < 60 ? minutes + "m" + seconds : minutes / 60 + "h" + minutes % 60 + "m" + seconds;
    }
}
