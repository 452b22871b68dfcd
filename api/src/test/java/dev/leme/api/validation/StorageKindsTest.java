package dev.leme.api.validation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leme.api.Trees;
import dev.leme.api.json.JsonObject;
import dev.leme.api.object.ApiObject;
import dev.leme.api.patch.MergePatch;
import dev.leme.api.resource.Resource;
import dev.leme.api.resource.Resources;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StorageKindsTest {

    private static Resource resource(String plural) {
        return Stream.of(
                        Resources.CSI_DRIVERS,
                        Resources.CSI_NODES,
                        Resources.CSI_STORAGE_CAPACITIES,
                        Resources.VOLUME_ATTACHMENTS,
                        Resources.VOLUME_ATTRIBUTES_CLASSES)
                .filter(resource -> resource.plural().equals(plural))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
                    csidrivers              | {spec: {}} |
                    csidrivers              | {spec: {fsGroupPolicy: Ours}} | spec.fsGroupPolicy: Unsupported value: "Ours": supported values: "File", "None", "ReadWriteOnceWithFSType"
                    csinodes                | {spec: {drivers: [{name: d}]}} | spec.drivers[0].nodeID: Required value
                    csistoragecapacities    | {capacity: 1Gi} | storageClassName: Required value
                    volumeattachments       | {spec: {attacher: d, nodeName: n, source: {persistentVolumeName: v}}} |
                    volumeattachments       | {spec: {attacher: d, nodeName: n, source: {}}} | spec.source: Required value: must specify exactly one of inlineVolumeSpec and persistentVolumeName
                    volumeattachments       | {spec: {source: {persistentVolumeName: v}}} | spec.attacher: Required value; spec.nodeName: Required value
                    volumeattributesclasses | {parameters: {a: b}} | driverName: Required value
                    volumeattributesclasses | {driverName: d} | parameters: Required value: must contain at least one key/value pair
                    """)
    void newOne_isRefusedWithUpstreamsWords(String plural, String body, String errors) {
        Resource resource = resource(plural);
        assertEquals(
                errors == null ? "" : errors,
                Cases.lines(Validation.create(resource, Cases.object(resource, body)))
                        .replace("\n", "; "));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
                    csidrivers              | {spec: {attachRequired: true}} | {spec: {attachRequired: false}} | spec.attachRequired: Invalid value: false: field is immutable
                    csidrivers              | {spec: {podInfoOnMount: true}} | {spec: {podInfoOnMount: false}} |
                    csinodes                | {spec: {drivers: [{name: d, nodeID: '1', allocatable: {count: 1}}]}} | {spec: {drivers: [{name: d, nodeID: '1', allocatable: {count: 2}}]}} |
                    csinodes                | {spec: {drivers: [{name: d, nodeID: '1'}]}} | {spec: {drivers: [{name: d, nodeID: '2'}]}} | CSINodeDriver: Invalid value: {"name":"d","nodeID":"2"}: field is immutable
                    csinodes                | {spec: {drivers: [{name: d, nodeID: '1'}]}} | {spec: {drivers: [{name: e, nodeID: '2'}]}} |
                    csistoragecapacities    | {storageClassName: c, capacity: 1Gi} | {capacity: 2Gi} |
                    csistoragecapacities    | {storageClassName: c} | {storageClassName: d} | storageClassName: Invalid value: "d": field is immutable
                    volumeattachments       | {spec: {attacher: d, nodeName: n, source: {persistentVolumeName: v}}} | {status: {attached: true}} |
                    volumeattributesclasses | {driverName: d, parameters: {a: b}} | {parameters: {a: c}} | parameters: Forbidden: updates to parameters are forbidden.
                    """)
    void changedOne_isRefusedWithUpstreamsWords(String plural, String before, String change, String errors) {
        Resource resource = resource(plural);
        ApiObject old = Cases.object(resource, before);
        ApiObject fresh = ApiObject.of((JsonObject) MergePatch.apply(old.json(), Trees.yaml(change)));
        assertEquals(
                errors == null ? "" : errors,
                Cases.lines(Validation.update(resource, fresh, old)).replace("\n", "; "));
    }
}
