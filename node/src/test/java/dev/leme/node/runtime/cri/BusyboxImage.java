package dev.leme.node.runtime.cri;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.node.runtime.pause.OciImage;
import dev.leme.node.runtime.pause.TarArchive;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** An image of Debian's busybox-static, made on the spot. */
final class BusyboxImage {
    private static final Path PROGRAM = Path.of("/usr/bin/busybox");
    private static final List<String> APPLETS =
            List.of("sh", "sleep", "cat", "echo", "hostname", "ps", "stty", "ip", "id", "nc", "kill", "true", "tty");

    private BusyboxImage() {}

    /** Whether this machine has it; a BusyBox that needs libraries would find none in the image. */
    static boolean canBeMade() throws IOException {
        return Files.isExecutable(PROGRAM)
                && !new String(Files.readAllBytes(PROGRAM), StandardCharsets.ISO_8859_1).contains("/ld-linux");
    }

    static OciImage create(String name) throws IOException {
        TarArchive layer = new TarArchive()
                .directory("bin", 0755)
                .directory("etc", 0755)
                .directory("tmp", 01777)
                .file("etc/passwd", 0644, "root:x:0:0:root:/:/bin/sh\n".getBytes(StandardCharsets.UTF_8))
                .file("bin/busybox", 0755, Files.readAllBytes(PROGRAM));
        APPLETS.forEach(applet -> layer.symbolicLink("bin/" + applet, "busybox"));
        JsonObject config = JsonObject.builder()
                .put("Cmd", JsonArray.ofStrings(List.of("sh")))
                .put("Env", JsonArray.ofStrings(List.of("PATH=/bin")))
                .build();
        return new OciImage(name, layer, config);
    }
}
