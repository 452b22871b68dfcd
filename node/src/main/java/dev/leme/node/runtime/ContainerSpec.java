package dev.leme.node.runtime;

import java.util.List;
import java.util.Map;

/**
 * A container to be made.
 *
 * @param attempt counts the containers of this name in the sandbox's pod from 0: the restart count
 * @param image what {@link ContainerRuntime#pullImage} returned, or an image's id
 * @param requestedImage the name as the pod says it, kept for the status; empty: {@code image}
 * @param command replaces the image's entry point; empty: the image's
 * @param logPath relative to the sandbox's log directory; empty: no log
 * @param stdinOnce the input ends with the first client that attaches
 */
public record ContainerSpec(
        String name,
        int attempt,
        String image,
        String requestedImage,
        List<String> command,
        List<String> args,
        String workingDirectory,
        List<EnvVar> environment,
        List<Mount> mounts,
        List<Device> devices,
        Map<String, String> labels,
        Map<String, String> annotations,
        String logPath,
        boolean stdin,
        boolean stdinOnce,
        boolean tty,
        LinuxResources resources,
        ContainerSecurity security) {

    public static Builder named(String name, String image) {
        return new Builder(name, image);
    }

    /** Collects a specification; what is not set stays empty. */
    public static final class Builder {
        private final String name;
        private final String image;
        private int attempt;
        private String requestedImage = "";
        private List<String> command = List.of();
        private List<String> args = List.of();
        private String workingDirectory = "";
        private List<EnvVar> environment = List.of();
        private List<Mount> mounts = List.of();
        private List<Device> devices = List.of();
        private Map<String, String> labels = Map.of();
        private Map<String, String> annotations = Map.of();
        private String logPath = "";
        private boolean stdin;
        private boolean stdinOnce;
        private boolean tty;
        private LinuxResources resources = LinuxResources.NONE;
        private ContainerSecurity security = ContainerSecurity.DEFAULT;

        private Builder(String name, String image) {
            this.name = name;
            this.image = image;
        }

        public Builder attempt(int value) {
            attempt = value;
            return this;
        }

        public Builder requestedImage(String value) {
            requestedImage = value;
            return this;
        }

        public Builder command(List<String> value) {
            command = List.copyOf(value);
            return this;
        }

        public Builder args(List<String> value) {
            args = List.copyOf(value);
            return this;
        }

        public Builder workingDirectory(String value) {
            workingDirectory = value;
            return this;
        }

        public Builder environment(List<EnvVar> value) {
            environment = List.copyOf(value);
            return this;
        }

        public Builder mounts(List<Mount> value) {
            mounts = List.copyOf(value);
            return this;
        }

        public Builder devices(List<Device> value) {
            devices = List.copyOf(value);
            return this;
        }

        public Builder labels(Map<String, String> value) {
            labels = Map.copyOf(value);
            return this;
        }

        public Builder annotations(Map<String, String> value) {
            annotations = Map.copyOf(value);
            return this;
        }

        public Builder logPath(String value) {
            logPath = value;
            return this;
        }

        public Builder stdin(boolean open, boolean once) {
            stdin = open;
            stdinOnce = once;
            return this;
        }

        public Builder tty(boolean value) {
            tty = value;
            return this;
        }

        public Builder resources(LinuxResources value) {
            resources = value;
            return this;
        }

        public Builder security(ContainerSecurity value) {
            security = value;
            return this;
        }

        public ContainerSpec build() {
            return new ContainerSpec(
                    name,
                    attempt,
                    image,
                    requestedImage,
                    command,
                    args,
                    workingDirectory,
                    environment,
                    mounts,
                    devices,
                    labels,
                    annotations,
                    logPath,
                    stdin,
                    stdinOnce,
                    tty,
                    resources,
                    security);
        }
    }
}
