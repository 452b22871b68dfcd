package dev.leme.node.volumes;

import dev.leme.api.json.JsonObject;
import dev.leme.node.manifest.PodManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Whose a volume's files are: with a pod's {@code fsGroup} they belong to that group, which may read what the owner may,
 * and new files in directories inherit it.
 *
 * @param group the group, if the pod names one
 * @param onRootMismatch whether a volume whose top already fits is left alone
 * @param privileged whether this process may give files away; without that everything stays as it is
 */
record Ownership(OptionalLong group, boolean onRootMismatch, boolean privileged) {
    static final Ownership NONE = new Ownership(OptionalLong.empty(), false, false);
    private static final int SET_GROUP_ID = 02000;

    static Ownership of(PodManifest pod, boolean privileged) {
        JsonObject security = pod.securityContext();
        long group = security.number("fsGroup", -1);
        return new Ownership(
                group < 0 ? OptionalLong.empty() : OptionalLong.of(group),
                security.string("fsGroupChangePolicy").equals("OnRootMismatch"),
                privileged);
    }

    /** Whether a group is to own the files. */
    boolean applies() {
        return group.isPresent() && privileged;
    }

    /** Gives a volume's whole tree to the group. */
    void giveVolume(Path root, boolean readOnly) throws IOException {
        if (!applies() || (onRootMismatch && fits(root, readOnly))) {
            return;
        }
        giveTree(root, readOnly);
    }

    /** Gives freshly written, read-only files to the group. */
    void giveTree(Path root) throws IOException {
        giveTree(root, true);
    }

    private void giveTree(Path root, boolean readOnly) throws IOException {
        if (!applies()) {
            return;
        }
        try (Stream<Path> walk = Files.walk(root)) {
            for (Path path : walk.toList()) {
                give(path, readOnly);
            }
        }
    }

    private void give(Path path, boolean readOnly) throws IOException {
        Files.setAttribute(path, "unix:gid", (int) group.orElse(0), LinkOption.NOFOLLOW_LINKS);
        if (!Files.isSymbolicLink(path)) {
            FileTree.setMode(path, FileTree.mode(path) | added(Files.isDirectory(path), readOnly));
        }
    }

    private static int added(boolean directory, boolean readOnly) {
        int bits = readOnly ? 0440 : 0660;
        return directory ? bits | SET_GROUP_ID | 0110 : bits;
    }

    private boolean fits(Path root, boolean readOnly) throws IOException {
        int wanted = added(true, readOnly);
        return ((Integer) Files.getAttribute(root, "unix:gid")).longValue() == group.orElse(-1)
                && (FileTree.mode(root) & wanted) == wanted;
    }
}
