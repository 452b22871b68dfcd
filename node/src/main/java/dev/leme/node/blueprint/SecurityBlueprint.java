package dev.leme.node.blueprint;

import dev.leme.api.json.JsonObject;
import dev.leme.node.environment.ConfigException;
import dev.leme.node.manifest.ContainerManifest;
import dev.leme.node.manifest.PodManifest;
import dev.leme.node.runtime.ContainerSecurity;
import dev.leme.node.runtime.ImageInfo;
import dev.leme.node.runtime.Namespaces;
import dev.leme.node.runtime.SecurityProfile;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Who a container runs as and what it may do: its own security context over its pod's. */
final class SecurityBlueprint {
    private final PodManifest pod;
    private final ContainerManifest container;
    private final JsonObject own;
    private final JsonObject shared;

    private SecurityBlueprint(PodManifest pod, ContainerManifest container) {
        this.pod = pod;
        this.container = container;
        this.own = container.securityContext();
        this.shared = pod.securityContext();
    }

    /**
     * The security; throws {@link ConfigException} where the image would run as root and must not.
     *
     * @param targetId the id of the container whose processes a debugging container sees; empty for none
     */
    static ContainerSecurity of(
            PodManifest pod, ContainerManifest container, Optional<ImageInfo> image, NodeFacts node, String targetId) {
        return new SecurityBlueprint(pod, container).build(image, node, targetId);
    }

    private ContainerSecurity build(Optional<ImageInfo> image, NodeFacts node, String targetId) {
        OptionalLong user = either("runAsUser");
        requireNotRoot(user, image);
        boolean privileged = own.bool("privileged");
        boolean unmasked = own.string("procMount").equals("Unmasked") || privileged;
        JsonObject capabilities = own.object("capabilities");
        return new ContainerSecurity(
                user.isPresent() ? user : image.map(ImageInfo::uid).orElse(OptionalLong.empty()),
                either("runAsGroup"),
                user.isPresent() ? "" : image.map(ImageInfo::username).orElse(""),
                SandboxBlueprint.groups(shared),
                privileged,
                own.bool("readOnlyRootFilesystem"),
                own.has("allowPrivilegeEscalation") && !own.bool("allowPrivilegeEscalation"),
                bare(capabilities.array("add").strings()),
                bare(capabilities.array("drop").strings()),
                unmasked ? List.of() : ContainerSecurity.DEFAULT_MASKED_PATHS,
                unmasked ? List.of() : ContainerSecurity.DEFAULT_READ_ONLY_PATHS,
                privileged ? SecurityProfile.UNCONFINED : profile("seccompProfile", SecurityProfile.UNCONFINED),
                privileged ? SecurityProfile.UNCONFINED : appArmor(node),
                namespaces(targetId));
    }

    private OptionalLong either(String name) {
        OptionalLong found = SandboxBlueprint.number(own, name);
        return found.isPresent() ? found : SandboxBlueprint.number(shared, name);
    }

    private void requireNotRoot(OptionalLong user, Optional<ImageInfo> image) {
        boolean required = own.has("runAsNonRoot") ? own.bool("runAsNonRoot") : shared.bool("runAsNonRoot");
        if (!required) {
            return;
        }
        String where = " (pod: \"" + pod.fullName() + "\", container: " + container.name() + ")";
        if (user.isPresent()) {
            if (user.getAsLong() == 0) {
                throw new ConfigException("container's runAsUser breaks non-root policy" + where);
            }
            return;
        }
        String name = image.map(ImageInfo::username).orElse("");
        OptionalLong imageUser = image.map(ImageInfo::uid).orElse(OptionalLong.empty());
        if (!name.isEmpty()) {
            throw new ConfigException("container has runAsNonRoot and image has non-numeric user (" + name
                    + "), cannot verify user is non-root" + where);
        }
        if (imageUser.orElse(0) == 0) {
            throw new ConfigException("container has runAsNonRoot and image will run as root" + where);
        }
    }

    private static List<String> bare(List<String> capabilities) {
        return capabilities.stream()
                .map(name -> name.startsWith("CAP_") ? name.substring(4) : name)
                .toList();
    }

    private SecurityProfile profile(String field, SecurityProfile otherwise) {
        JsonObject profile = own.has(field) ? own.object(field) : shared.object(field);
        return switch (profile.string("type")) {
            case "RuntimeDefault" -> SecurityProfile.RUNTIME_DEFAULT;
            case "Unconfined" -> SecurityProfile.UNCONFINED;
            case "Localhost" -> new SecurityProfile(SecurityProfile.Kind.LOCALHOST, profile.string("localhostProfile"));
            default -> otherwise;
        };
    }

    private SecurityProfile appArmor(NodeFacts node) {
        return node.appArmor()
                ? profile("appArmorProfile", SecurityProfile.RUNTIME_DEFAULT)
                : SecurityProfile.UNCONFINED;
    }

    private Namespaces namespaces(String targetId) {
        Namespaces shared = SandboxBlueprint.namespaces(pod);
        return targetId.isEmpty()
                ? shared
                : new Namespaces(shared.hostNetwork(), shared.hostIpc(), Namespaces.Pid.TARGET, targetId);
    }
}
