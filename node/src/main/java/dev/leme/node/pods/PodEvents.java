package dev.leme.node.pods;

import dev.leme.client.event.EventRecorder;
import dev.leme.client.event.EventType;
import dev.leme.node.images.ImagePuller;
import dev.leme.node.manifest.ContainerManifest;
import dev.leme.node.manifest.PodManifest;

/** Tells people what happens to a pod and its containers. */
record PodEvents(EventRecorder recorder) {

    void normal(PodManifest pod, String reason, String message) {
        recorder.normal(pod.object(), reason, message);
    }

    void warning(PodManifest pod, String reason, String message) {
        recorder.warning(pod.object(), reason, message);
    }

    /** Events about one container of the pod. */
    ImagePuller.Listener of(PodManifest pod, ContainerManifest container) {
        return new ImagePuller.Listener() {
            @Override
            public void normal(String reason, String message) {
                record(EventType.NORMAL, reason, message);
            }

            @Override
            public void warning(String reason, String message) {
                record(EventType.WARNING, reason, message);
            }

            private void record(EventType type, String reason, String message) {
                recorder.record(EventRecorder.reference(pod.object(), container.fieldPath()), type, reason, message);
            }
        };
    }
}
