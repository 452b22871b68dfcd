package dev.leme.dns.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leme.base.time.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResolvConfTest {

    @TempDir
    private Path directory;

    private final ManualClock clock = new ManualClock(Instant.EPOCH);

    private static List<String> addresses(ResolvConf file) {
        return file.get().stream()
                .map(address -> address.getAddress().getHostAddress() + " " + address.getPort())
                .toList();
    }

    @Test
    void file_withAllSortsOfLines_givesTheUsableResolvers() throws IOException {
        Path file = directory.resolve("resolv.conf");
        Files.writeString(file, """
                # nameserver 192.0.2.9
                search example.org
                nameserver 127.0.0.53
                nameserver ::1
                nameserver	192.0.2.1
                nameserver 2001:db8::1
                nameserver a.name
                nameserver
                options ndots:2
                """);
        assertEquals(
                List.of("192.0.2.1 53", "2001:db8:0:0:0:0:0:1 53"), addresses(new ResolvConf(List.of(file), clock)));
    }

    @Test
    void firstFile_absentOrUseless_leavesItToTheSecond() throws IOException {
        Path second = directory.resolve("second");
        Files.writeString(second, "nameserver 192.0.2.2\n");
        ResolvConf both = new ResolvConf(List.of(directory.resolve("absent"), second), clock);
        assertEquals(List.of("192.0.2.2 53"), addresses(both));
    }

    @Test
    void file_changed_isReadAgainAfterAWhile() throws IOException {
        Path file = directory.resolve("resolv.conf");
        ResolvConf conf = new ResolvConf(List.of(file), clock);
        assertEquals(List.of(), addresses(conf));
        Files.writeString(file, "nameserver 192.0.2.3\n");
        assertEquals(List.of(), addresses(conf), "not with each query");
        clock.advance(Duration.ofSeconds(6));
        assertEquals(List.of("192.0.2.3 53"), addresses(conf));
    }
}
