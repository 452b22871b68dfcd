package dev.leme.client.http;

import dev.leme.api.json.JsonObject;
import dev.leme.api.yaml.Yaml;
import dev.leme.base.x509.KeyedCertificate;
import dev.leme.base.x509.Pem;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the access that a kubeconfig's current context gives: certificates and tokens, in the file or in files beside it. */
public final class Kubeconfig {

    private final Path file;
    private final JsonObject json;

    private Kubeconfig(Path file, JsonObject json) {
        this.file = file;
        this.json = json;
    }

    /** The access by the current context. A file that can't be read or makes no sense is an {@link IOException}. */
    public static ServerAccess read(Path file) throws IOException {
        if (!(Yaml.parse(Files.readAllBytes(file)) instanceof JsonObject json)) {
            throw new IOException(file + " is no kubeconfig");
        }
        return new Kubeconfig(file, json).access();
    }

    private ServerAccess access() throws IOException {
        JsonObject context = named("contexts", json.string("current-context")).object("context");
        JsonObject cluster = named("clusters", context.string("cluster")).object("cluster");
        JsonObject user = named("users", context.string("user")).object("user");
        String authority = text(cluster, "certificate-authority");
        try {
            return new ServerAccess(
                    URI.create(cluster.string("server")),
                    authority.isEmpty() ? List.of() : Pem.certificates(authority),
                    certificate(user),
                    token(user));
        } catch (GeneralSecurityException | IllegalArgumentException damaged) {
            throw new IOException(file + ": " + damaged.getMessage(), damaged);
        }
    }

    private JsonObject named(String list, String name) throws IOException {
        return json.array(list).objects().stream()
                .filter(entry -> entry.string("name").equals(name))
                .findFirst()
                .orElseThrow(() -> new IOException(file + " has no \"" + name + "\" among its " + list));
    }

    private @Nullable KeyedCertificate certificate(JsonObject user) throws IOException, GeneralSecurityException {
        String chain = text(user, "client-certificate");
        return chain.isEmpty() ? null : KeyedCertificate.parse(chain, text(user, "client-key"));
    }

    private String token(JsonObject user) throws IOException {
        String path = user.string("tokenFile");
        return path.isEmpty()
                ? user.string("token")
                : Files.readString(file.resolveSibling(path)).strip();
    }

    /** What lies in the member's {@code -data} form, else in the file that it names; empty for neither. */
    private String text(JsonObject object, String member) throws IOException {
        String data = object.string(member + "-data");
        if (!data.isEmpty()) {
            return new String(Base64.getDecoder().decode(data), StandardCharsets.UTF_8);
        }
        String path = object.string(member);
        return path.isEmpty() ? "" : Files.readString(file.resolveSibling(path));
    }
}
