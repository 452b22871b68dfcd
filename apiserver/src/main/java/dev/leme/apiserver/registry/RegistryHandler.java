package dev.leme.apiserver.registry;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The pull side of the OCI distribution spec over an {@link ImageStore}: what is under {@code /v2/}. containerd, told to
 * ask here first, says in {@code ?ns=docker.io} which registry the image belongs to; without it the path's first part
 * is looked at as in a name that a person writes. What is absent gets 404, and containerd goes on to the real registry.
 */
public final class RegistryHandler {

    private static final String ROOT = "/v2/";
    private static final int MOST_TAGS = 10_000;

    private final ImageStore store;

    /** Answers from {@code store}. */
    public RegistryHandler(ImageStore store) {
        this.store = store;
    }

    /** Answers one request; throws only when the disk fails. */
    public RegistryResponse handle(RegistryRequest request) throws IOException {
        boolean head = request.method().equals("HEAD");
        if (!head && !request.method().equals("GET")) {
            return error(405, "UNSUPPORTED", "this registry can only be read")
                    .with("Allow", "GET, HEAD")
                    .build(false);
        }
        return answer(request).build(head);
    }

    private Answer answer(RegistryRequest request) throws IOException {
        String path = request.path();
        if (path.equals("/v2") || path.equals(ROOT)) {
            return json(200, JsonObject.EMPTY);
        }
        if (!path.startsWith(ROOT)) {
            return notFound();
        }
        if (path.endsWith("/tags/list")) {
            return tags(path.substring(ROOT.length(), path.length() - "/tags/list".length()), request);
        }
        int end = path.lastIndexOf('/');
        int middle = path.lastIndexOf('/', end - 1);
        if (middle < ROOT.length()) {
            return notFound();
        }
        String name = path.substring(ROOT.length(), middle);
        String last = path.substring(end + 1);
        return switch (path.substring(middle + 1, end)) {
            case "manifests" -> manifest(name, last, request);
            case "blobs" -> blob(name, last, request);
            default -> notFound();
        };
    }

    private Answer manifest(String name, String reference, RegistryRequest request) throws IOException {
        boolean byDigest = reference.indexOf(':') >= 0;
        ImageReference image;
        try {
            image = byDigest
                    ? reference(name, request, null, Digest.parse(reference))
                    : reference(name, request, reference, null);
        } catch (IllegalArgumentException bad) {
            return badName(bad, byDigest ? reference : "");
        }
        Optional<Descriptor> found = store.resolve(image);
        if (found.isEmpty() || store.blob(found.get().digest()).isEmpty()) {
            return error(404, "MANIFEST_UNKNOWN", "manifest unknown to this registry: " + image);
        }
        Descriptor manifest = found.get();
        return content(manifest.digest(), manifest.mediaType(), request);
    }

    private Answer blob(String name, String digest, RegistryRequest request) throws IOException {
        Digest wanted;
        try {
            wanted = Digest.parse(digest);
            reference(name, request, null, wanted);
        } catch (IllegalArgumentException bad) {
            return badName(bad, digest);
        }
        return content(wanted, "application/octet-stream", request);
    }

    private Answer content(Digest digest, String mediaType, RegistryRequest request) throws IOException {
        Optional<ImageStore.Blob> found = store.blob(digest);
        if (found.isEmpty()) {
            return error(404, "BLOB_UNKNOWN", "blob unknown to this registry: " + digest);
        }
        ImageStore.Blob blob = found.get();
        Optional<ByteRange> part = ByteRange.of(request.headers().get("range"), blob.size());
        if (part.isPresent() && part.get().length() == 0) {
            return error(416, "SIZE_INVALID", "the content has " + blob.size() + " bytes")
                    .with("Content-Range", "bytes */" + blob.size());
        }
        ByteRange range = part.orElse(new ByteRange(0, blob.size()));
        Answer answer = new Answer(
                        part.isPresent() ? 206 : 200,
                        new RegistryResponse.FilePart(blob.file(), range.offset(), range.length()),
                        range.length())
                .with("Content-Type", mediaType)
                .with("Docker-Content-Digest", digest.toString())
                .with("ETag", "\"" + digest + "\"")
                .with("Accept-Ranges", "bytes");
        if (part.isPresent()) {
            long last = range.offset() + range.length() - 1;
            answer.with("Content-Range", "bytes " + range.offset() + "-" + last + "/" + blob.size());
        }
        return answer;
    }

    private Answer tags(String name, RegistryRequest request) throws IOException {
        ImageReference repository;
        int most;
        try {
            repository = reference(name, request, "latest", null);
            most = Math.clamp(Integer.parseInt(request.query().getOrDefault("n", "" + MOST_TAGS)), 0, MOST_TAGS);
        } catch (NumberFormatException bad) {
            return error(400, "UNSUPPORTED", "n is not a number");
        } catch (IllegalArgumentException bad) {
            return badName(bad, "");
        }
        List<String> all = store.tags(repository.repository());
        if (all.isEmpty()) {
            return error(404, "NAME_UNKNOWN", "repository name not known to registry: " + repository.repository());
        }
        String after = request.query().getOrDefault("last", "");
        List<String> rest = all.stream().filter(tag -> tag.compareTo(after) > 0).toList();
        List<String> page = rest.subList(0, Math.min(most, rest.size()));
        Answer answer = json(
                200,
                JsonObject.builder()
                        .put("name", name)
                        .put("tags", JsonArray.ofStrings(page))
                        .build());
        if (page.size() < rest.size() && !page.isEmpty()) {
            String next = ROOT + name + "/tags/list?n=" + most + "&last=" + page.getLast();
            String host = request.query().getOrDefault("ns", "");
            answer.with("Link", "<" + next + (host.isEmpty() ? "" : "&ns=" + host) + ">; rel=\"next\"");
        }
        return answer;
    }

    private static ImageReference reference(
            String name, RegistryRequest request, @Nullable String tag, @Nullable Digest digest) {
        String host = request.query().getOrDefault("ns", "");
        return host.isEmpty() ? ImageReference.of(name, tag, digest) : ImageReference.in(host, name, tag, digest);
    }

    private static Answer badName(IllegalArgumentException bad, String digest) {
        boolean digestIsBad =
                !digest.isEmpty() && String.valueOf(bad.getMessage()).contains("digest");
        return error(400, digestIsBad ? "DIGEST_INVALID" : "NAME_INVALID", String.valueOf(bad.getMessage()));
    }

    private static Answer notFound() {
        return error(404, "UNSUPPORTED", "no such resource in this registry");
    }

    private static Answer error(int status, String code, String message) {
        JsonObject error =
                JsonObject.builder().put("code", code).put("message", message).build();
        return json(status, JsonObject.of("errors", JsonArray.of(error)));
    }

    private static Answer json(int status, JsonObject object) {
        byte[] content = Json.bytes(object);
        return new Answer(status, new RegistryResponse.Bytes(content), content.length)
                .with("Content-Type", "application/json");
    }

    /** An answer while its headers are collected. */
    private static final class Answer {
        private final int status;
        private final RegistryResponse.Body body;
        private final Map<String, String> headers = new LinkedHashMap<>();

        Answer(int status, RegistryResponse.Body body, long length) {
            this.status = status;
            this.body = body;
            headers.put("Docker-Distribution-Api-Version", "registry/2.0");
            headers.put("Content-Length", Long.toString(length));
        }

        Answer with(String name, String value) {
            headers.put(name, value);
            return this;
        }

        RegistryResponse build(boolean head) {
            return new RegistryResponse(status, Map.copyOf(headers), head ? new RegistryResponse.NoBody() : body);
        }
    }
}
