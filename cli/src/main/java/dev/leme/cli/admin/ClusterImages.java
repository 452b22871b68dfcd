package dev.leme.cli.admin;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonException;
import dev.leme.api.json.JsonObject;
import dev.leme.cli.CommandFailure;
import dev.leme.cli.home.ClusterHome;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;

/** The images of a cluster's own registry. */
public final class ClusterImages implements AutoCloseable {
    private static final String PATH = "/leme/v1/images";

    private final AdminConnection connection;

    private ClusterImages(AdminConnection connection) {
        this.connection = connection;
    }

    public static ClusterImages of(ClusterHome home) {
        return new ClusterImages(AdminConnection.open(home));
    }

    /** The names of the images that the archive held. */
    public List<String> importArchive(Path archive) {
        try (InputStream answer = connection.post(PATH, archive, "application/x-tar")) {
            return names(Json.parseObject(answer.readAllBytes()));
        } catch (CommandFailure refused) {
            throw new CommandFailure("cannot import " + archive + ": " + refused.getMessage(), refused);
        } catch (IOException | JsonException broken) {
            throw new CommandFailure("cannot import " + archive + ": " + broken, broken);
        }
    }

    public List<String> list() {
        return names(connection.get(PATH));
    }

    private static List<String> names(JsonObject answer) {
        return answer.array("images").objects().stream()
                .map(image -> image.string("name"))
                .toList();
    }

    @Override
    public void close() {
        connection.close();
    }
}
