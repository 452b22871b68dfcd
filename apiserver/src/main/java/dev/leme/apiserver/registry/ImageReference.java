package dev.leme.apiserver.registry;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The full name of an image: {@code docker.io/library/nginx:latest} or {@code quay.io/a/b@sha256:…}. Short names are
 * completed as Docker's reference grammar says ({@code github.com/distribution/reference}): no registry host means
 * {@code docker.io}, there a single word means {@code library/…}, and neither tag nor digest means {@code latest}.
 *
 * @param domain the registry's host, with its port where it has one
 * @param path the repository in that registry
 * @param tag null only where there is a digest
 * @param digest null where the image is named by its tag
 */
public record ImageReference(
        String domain,
        String path,
        @Nullable String tag,
        @Nullable Digest digest) {

    private static final int LONGEST_NAME = 255;
    private static final String DOCKER = "docker.io";
    private static final Pattern DOMAIN = Pattern.compile("(?:(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])"
            + "(?:\\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))*|\\[[a-fA-F0-9:]+])(?::[0-9]+)?");
    private static final Pattern COMPONENT = Pattern.compile("[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*");
    private static final Pattern TAG = Pattern.compile("\\w[\\w.-]{0,127}");
    private static final Pattern BARE_ID = Pattern.compile("[a-f0-9]{64}");

    /** Throws {@link IllegalArgumentException} with what is wrong with the name. */
    public ImageReference {
        if (!DOMAIN.matcher(domain).matches()) {
            throw new IllegalArgumentException("invalid reference format: registry host '" + domain + "'");
        }
        if (domain.length() + 1 + path.length() > LONGEST_NAME) {
            throw new IllegalArgumentException("repository name must not be more than 255 characters");
        }
        checkPath(path);
        if (tag != null && !TAG.matcher(tag).matches()) {
            throw new IllegalArgumentException("invalid reference format: tag '" + tag + "'");
        }
        if (tag == null && digest == null) {
            throw new IllegalArgumentException("a reference needs a tag or a digest");
        }
    }

    /** Reads a name as people write it; throws {@link IllegalArgumentException} with what is wrong. */
    public static ImageReference parse(String text) {
        if (BARE_ID.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "invalid repository name (" + text + "), cannot specify 64-byte hexadecimal strings");
        }
        int at = text.indexOf('@');
        Digest digest = at < 0 ? null : Digest.parse(text.substring(at + 1));
        String name = at < 0 ? text : text.substring(0, at);
        int colon = name.lastIndexOf(':');
        String tag = null;
        if (colon > name.lastIndexOf('/')) {
            tag = name.substring(colon + 1);
            name = name.substring(0, colon);
        }
        return of(name, tag == null && digest == null ? "latest" : tag, digest);
    }

    /** The image in {@code registry} (a host) that the pull path calls {@code name}. */
    static ImageReference in(String registry, String name, @Nullable String tag, @Nullable Digest digest) {
        String domain = registry.equals("index.docker.io") ? DOCKER : registry;
        boolean single = domain.equals(DOCKER) && name.indexOf('/') < 0;
        return new ImageReference(domain, single ? "library/" + name : name, tag, digest);
    }

    /** Splits {@code name} into host and repository, completing what is left out. */
    static ImageReference of(String name, @Nullable String tag, @Nullable Digest digest) {
        int slash = name.indexOf('/');
        String first = slash < 0 ? "" : name.substring(0, slash);
        boolean host = first.indexOf('.') >= 0
                || first.indexOf(':') >= 0
                || first.equals("localhost")
                || !first.toLowerCase(Locale.ROOT).equals(first);
        return host ? in(first, name.substring(slash + 1), tag, digest) : in(DOCKER, name, tag, digest);
    }

    /** The name without tag and digest: {@code docker.io/library/nginx}. */
    public String repository() {
        return domain + "/" + path;
    }

    /** The same image by its tag alone. */
    ImageReference tagged(String other) {
        return new ImageReference(domain, path, other, null);
    }

    private static void checkPath(String path) {
        for (String component : path.split("/", -1)) {
            if (COMPONENT.matcher(component).matches()) {
                continue;
            }
            boolean capitals =
                    COMPONENT.matcher(component.toLowerCase(Locale.ROOT)).matches();
            throw new IllegalArgumentException(
                    capitals
                            ? "invalid reference format: repository name (" + path + ") must be lowercase"
                            : "invalid reference format: repository name '" + path + "'");
        }
    }

    @Override
    public String toString() {
        return repository() + (tag == null ? "" : ":" + tag) + (digest == null ? "" : "@" + digest);
    }
}
