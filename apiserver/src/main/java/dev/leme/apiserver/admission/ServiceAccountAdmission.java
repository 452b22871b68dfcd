package dev.leme.apiserver.admission;

import dev.leme.api.core.v1.Container;
import dev.leme.api.core.v1.Pod;
import dev.leme.api.core.v1.PodSpec;
import dev.leme.api.core.v1.ServiceAccount;
import dev.leme.api.core.v1.Volume;
import dev.leme.api.core.v1.VolumeMount;
import dev.leme.api.json.Json;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resources;
import dev.leme.api.status.ApiException;
import dev.leme.apiserver.storage.Admission.Attempt;
import dev.leme.apiserver.storage.Admission.Plugin;
import dev.leme.apiserver.storage.ObjectReader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Gives every pod a service account, and its containers the account's token where they find it by custom. */
public final class ServiceAccountAdmission implements Plugin {

    private static final String MOUNT_PATH = "/var/run/secrets/kubernetes.io/serviceaccount";
    private static final String MIRROR = "kubernetes.io/config.mirror";
    private static final String VOLUME_PREFIX = "kube-api-access-";
    private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

    /** A token of an hour (and 7 s, by which clients know that it was not asked for by hand), the CA, the namespace. */
    private static final String SOURCES = """
            {"name":"NAME","projected":{"defaultMode":420,"sources":[
              {"serviceAccountToken":{"expirationSeconds":3607,"path":"token"}},
              {"configMap":{"name":"kube-root-ca.crt","items":[{"key":"ca.crt","path":"ca.crt"}]}},
              {"downwardAPI":{"items":[{"path":"namespace","fieldRef":{"apiVersion":"v1","fieldPath":"metadata.namespace"}}]}}]}}
            """;

    private final ObjectReader objects;

    /** Looks accounts up in {@code objects}. */
    public ServiceAccountAdmission(ObjectReader objects) {
        this.objects = objects;
    }

    @Override
    public ApiObject mutate(Attempt attempt) {
        ApiObject object = attempt.fresh();
        if (!attempt.creates(Resources.PODS) || object.annotations().containsKey(MIRROR)) {
            return object;
        }
        PodSpec spec = Pod.of(object).spec();
        String name = spec.serviceAccountName().isEmpty() ? "default" : spec.serviceAccountName();
        ServiceAccount account = account(attempt, name);
        PodSpec.Builder changed = spec.toBuilder().serviceAccountName(name).serviceAccount(name);
        if (spec.imagePullSecrets().isEmpty() && !account.imagePullSecrets().isEmpty()) {
            changed.imagePullSecrets(account.imagePullSecrets());
        }
        PodSpec named = changed.build();
        return object.with("spec", (mounts(named, account) ? withToken(named) : named).json());
    }

    private ServiceAccount account(Attempt attempt, String name) {
        ApiObject account = objects.get(Resources.SERVICE_ACCOUNTS, attempt.namespace(), name);
        if (account == null) {
            throw ApiException.forbidden(
                    Resources.PODS,
                    attempt.name(),
                    "error looking up service account " + attempt.namespace() + "/" + name + ": serviceaccount \""
                            + name + "\" not found");
        }
        return ServiceAccount.of(account);
    }

    private static boolean mounts(PodSpec spec, ServiceAccount account) {
        if (spec.hasAutomountServiceAccountToken()) {
            return spec.automountServiceAccountToken();
        }
        return !account.hasAutomountServiceAccountToken() || account.automountServiceAccountToken();
    }

    private static PodSpec withToken(PodSpec spec) {
        String volume = spec.volumes().stream()
                .map(Volume::name)
                .filter(name -> name.startsWith(VOLUME_PREFIX))
                .findFirst()
                .orElse("");
        boolean isNew = volume.isEmpty();
        String name = isNew ? VOLUME_PREFIX + suffix() : volume;
        List<Container> containers = mounted(spec.containers(), name);
        List<Container> initContainers = mounted(spec.initContainers(), name);
        if (containers.equals(spec.containers()) && initContainers.equals(spec.initContainers())) {
            return spec;
        }
        PodSpec.Builder changed = spec.toBuilder().containers(containers);
        if (!initContainers.isEmpty()) {
            changed.initContainers(initContainers);
        }
        if (isNew) {
            changed.addVolumes(Volume.of(
                    Json.parseObject(SOURCES.replace("NAME", name).getBytes(java.nio.charset.StandardCharsets.UTF_8))));
        }
        return changed.build();
    }

    private static List<Container> mounted(List<Container> containers, String volume) {
        List<Container> mounted = new ArrayList<>();
        for (Container container : containers) {
            boolean has = container.volumeMounts().stream()
                    .anyMatch(mount -> mount.mountPath().equals(MOUNT_PATH));
            mounted.add(
                    has
                            ? container
                            : container.toBuilder()
                                    .addVolumeMounts(VolumeMount.builder()
                                            .name(volume)
                                            .readOnly(true)
                                            .mountPath(MOUNT_PATH)
                                            .build())
                                    .build());
        }
        return mounted;
    }

    private static String suffix() {
        StringBuilder suffix = new StringBuilder();
        for (int i = 0; i < 5; i++) {
            suffix.append(ALPHABET.charAt(ThreadLocalRandom.current().nextInt(ALPHABET.length())));
        }
        return suffix.toString();
    }
}
