package dev.leme.node.volumes;

import java.nio.file.Path;
import java.util.List;

/**
 * Where the node keeps what belongs to pods.
 *
 * @param pods a directory a pod, by uid
 * @param memory the same for what must not reach a disk; on a tmpfs, such as below {@code /run}
 * @param logs the containers' log files
 * @param privileged whether the process may give files away and mount
 */
public record NodeDirectories(Path pods, Path memory, Path logs, boolean privileged) {

    public Path pod(String uid) {
        return pods.resolve(uid);
    }

    Path memoryPod(String uid) {
        return memory.resolve(uid);
    }

    Path volume(String uid, String kind, String name, boolean inMemory) {
        Path pod = inMemory ? memoryPod(uid) : pod(uid);
        return pod.resolve("volumes").resolve("kubernetes.io~" + kind).resolve(name);
    }

    List<Path> volumeRoots(String uid) {
        return List.of(pod(uid).resolve("volumes"), memoryPod(uid).resolve("volumes"));
    }

    /** The directory of a pod's log files. */
    public Path podLogs(String namespace, String name, String uid) {
        return logs.resolve(namespace + "_" + name + "_" + uid);
    }

    /** The pod's {@code /etc/hosts}. */
    public Path hostsFile(String uid) {
        return pod(uid).resolve("etc-hosts");
    }

    /** The directory of a container's termination messages. */
    public Path container(String uid, String container) {
        return pod(uid).resolve("containers").resolve(container);
    }
}
