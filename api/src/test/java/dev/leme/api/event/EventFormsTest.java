package dev.leme.api.event;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leme.api.Trees;
import dev.leme.api.json.JsonObject;
import org.junit.jupiter.api.Test;

class EventFormsTest {

    private static final JsonObject CORE = Trees.yaml("""
            {apiVersion: v1, kind: Event, metadata: {name: e}, involvedObject: {kind: Pod, name: p}, reason: Started,
             message: hello, source: {component: kubelet}, firstTimestamp: '2026-01-01T00:00:00Z', count: 2, type: Normal,
             eventTime: null, reportingComponent: kubelet, reportingInstance: n}""");

    @Test
    void toGroup_coreEvent_hasTheGroupsNames() {
        assertEquals(Trees.yaml("""
                        {apiVersion: events.k8s.io/v1, kind: Event, metadata: {name: e}, regarding: {kind: Pod, name: p},
                         reason: Started, note: hello, deprecatedSource: {component: kubelet}, deprecatedCount: 2,
                         deprecatedFirstTimestamp: '2026-01-01T00:00:00Z', type: Normal, eventTime: null,
                         reportingController: kubelet, reportingInstance: n}"""), EventForms.toGroup(CORE));
    }

    @Test
    void toCore_ofToGroup_isTheSame() {
        assertEquals(CORE, EventForms.toCore(EventForms.toGroup(CORE)));
    }
}
