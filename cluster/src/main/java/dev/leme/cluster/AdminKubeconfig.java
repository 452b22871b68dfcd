package dev.leme.cluster;

import dev.leme.base.x509.KeyedCertificate;
import dev.leme.base.x509.Pem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;

/** Writes what an administrator needs to come in; readable by its owner alone. */
final class AdminKubeconfig {

    private AdminKubeconfig() {}

    static void write(Path file, String name, String server, String authorityPem, KeyedCertificate admin)
            throws IOException {
        String text = """
                apiVersion: v1
                kind: Config
                clusters:
                - name: %1$s
                  cluster:
                    server: %2$s
                    certificate-authority-data: %3$s
                users:
                - name: %1$s
                  user:
                    client-certificate-data: %4$s
                    client-key-data: %5$s
                contexts:
                - name: %1$s
                  context:
                    cluster: %1$s
                    user: %1$s
                current-context: %1$s
                """.formatted(
                        name,
                        server,
                        base64(authorityPem),
                        base64(Pem.encode(admin.certificate())),
                        base64(Pem.encode(admin.key())));
        Path fresh = Files.createTempFile(
                file.toAbsolutePath().getParent(),
                "kubeconfig",
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(fresh, text);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
