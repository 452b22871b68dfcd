package dev.leme.node.runtime.simulated;

import dev.leme.node.runtime.ImageInfo;
import dev.leme.node.runtime.RuntimeFailure;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The images that have been pulled; every name can be, unless told otherwise. All access under the runtime's lock. */
final class SimulatedImages {
    static final long SIZE = 1_000_000;

    private final Map<String, ImageInfo> present = new LinkedHashMap<>();
    private final Map<String, String> failures = new HashMap<>();

    void fail(String reference, @Nullable String message) {
        if (message == null) {
            failures.remove(reference);
        } else {
            failures.put(reference, message);
        }
    }

    String pull(String reference) {
        String failure = failures.get(reference);
        if (failure != null) {
            throw new RuntimeFailure(RuntimeFailure.Kind.NOT_FOUND, failure);
        }
        String id = "sha256:" + String.format(Locale.ROOT, "%064x", reference.hashCode() & 0xffffffffL);
        String digest = withoutTag(reference) + "@" + id;
        present.put(
                reference,
                new ImageInfo(id, List.of(reference), List.of(digest), SIZE, OptionalLong.empty(), "", false));
        return id;
    }

    private static String withoutTag(String reference) {
        int colon = reference.lastIndexOf(':');
        return colon > reference.lastIndexOf('/') ? reference.substring(0, colon) : reference;
    }

    List<ImageInfo> all() {
        return List.copyOf(present.values());
    }

    Optional<ImageInfo> find(String reference) {
        return present.values().stream()
                .filter(image -> image.tags().contains(reference)
                        || image.digests().contains(reference)
                        || image.id().equals(reference))
                .findFirst();
    }

    void remove(String reference) {
        find(reference).ifPresent(present.values()::remove);
    }

    /** The name with digest of an image that is present, else the name as it is. */
    String digestOf(String reference) {
        return find(reference)
                .flatMap(each -> each.digests().stream().findFirst())
                .orElse(reference);
    }
}
