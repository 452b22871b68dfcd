package dev.leme.controllers.garbagecollector;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.base.time.Clock;
import dev.leme.client.informer.Informers;
import dev.leme.controllers.ControllerContext;
import dev.leme.controllers.ControllerSettings;
import dev.leme.controllers.TestCluster;
import dev.leme.controllers.catalog.ServedKinds;
import dev.leme.controllers.volume.VolumeDirectories;
import dev.leme.testkit.api.FakeApi;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChangesTest {

    private static final String OWNED =
            "'ownerReferences':[{'apiVersion':'v1','kind':'ConfigMap','name':'o','uid':'u'}],";
    private static final String DELETED = "'deletionTimestamp':'2026-01-01T00:00:00Z',";

    private final FakeApi api = new FakeApi(Clock.system());
    private final Informers informers = new Informers(api.client("test"), Clock.system());
    private final ServedKinds kinds = new ServedKinds("test", context());
    private final List<ObjectId> looks = new ArrayList<>();
    private final Changes changes =
            new Changes(Resources.SECRETS, kinds, new Graph(kinds), new AbsentOwners(), looks::add);

    private ControllerContext context() {
        return new ControllerContext(
                api::client,
                informers,
                Clock.system(),
                new ControllerSettings("", Path.of("/"), VolumeDirectories.NONE, ""));
    }

    @AfterEach
    void close() {
        kinds.close();
        informers.close();
    }

    private static ApiObject secret(String metadata, String version) {
        return ApiObject.of(TestCluster.json(
                "{'metadata':{%s'name':'a','namespace':'default','uid':'a','resourceVersion':'%s'},'type':'%s'}"
                        .formatted(metadata, version, version)));
    }

    @Test
    void added_withoutOwners_isNoLook() {
        changes.added(secret("", "1"));
        changes.added(secret(DELETED, "1"));
        assertEquals(0, looks.size());
    }

    @Test
    void added_withOwnersOrWorkToDo_isALook() {
        changes.added(secret(OWNED, "1"));
        changes.added(secret(DELETED + "'finalizers':['orphan'],", "1"));
        changes.added(secret(DELETED + "'finalizers':['foregroundDeletion'],", "1"));
        assertEquals(3, looks.size());
    }

    @Test
    void updated_inWhatIsNoneOfOurs_isNoLook() {
        changes.updated(secret(OWNED, "1"), secret(OWNED, "2"));
        assertEquals(0, looks.size());
    }

    @Test
    void updated_inItsOwners_isALook() {
        changes.updated(secret("", "1"), secret(OWNED, "2"));
        assertEquals(List.of(new ObjectId(Resources.SECRETS, "default", "a")), looks);
    }
}
