package dev.leme.node.runtime.pause;

import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import java.util.List;

/** The image that every sandbox runs, made on the spot: no registry has to be reached for it. */
public final class PauseImage {
    /** A name whose host can never exist, so that only the embedded registry answers for it. */
    public static final String NAME = "registry.leme.invalid/pause:1";

    private PauseImage() {}

    /** The image for this machine. */
    public static OciImage create() {
        TarArchive layer = new TarArchive().file("pause", 0755, PauseProgram.forArchitecture(OciImage.architecture()));
        JsonObject config = JsonObject.builder()
                .put("Entrypoint", JsonArray.ofStrings(List.of("/pause")))
                .put("User", "65535:65535")
                .build();
        return new OciImage(NAME, layer, config);
    }
}
