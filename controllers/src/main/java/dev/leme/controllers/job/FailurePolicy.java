package dev.leme.controllers.job;

import dev.leme.api.batch.v1.JobSpec;
import dev.leme.api.batch.v1.PodFailurePolicyOnExitCodesRequirement;
import dev.leme.api.batch.v1.PodFailurePolicyRule;
import dev.leme.api.core.v1.ContainerStatus;
import dev.leme.api.core.v1.Pod;
import dev.leme.api.core.v1.PodCondition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a Job's {@code podFailurePolicy} says of a failed pod: the first rule that matches decides. */
final class FailurePolicy {

    /** What follows from a failure. */
    enum Action {
        /** It counts towards the back-off limit. */
        COUNT,
        /** Nothing. */
        IGNORE,
        /** The pod's index fails for good. */
        FAIL_INDEX,
        /** The whole Job fails. */
        FAIL_JOB
    }

    /**
     * The verdict.
     *
     * @param action what follows
     * @param message why the Job fails; empty unless it does
     */
    record Verdict(Action action, String message) {
        boolean isCounted() {
            return action != Action.IGNORE;
        }
    }

    private static final Verdict COUNTED = new Verdict(Action.COUNT, "");

    private FailurePolicy() {}

    /** The verdict on a failed pod; without a policy every failure counts. */
    static Verdict of(JobSpec spec, Pod pod) {
        List<PodFailurePolicyRule> rules = spec.podFailurePolicy().rules();
        for (int i = 0; i < rules.size(); i++) {
            String reason =
                    rules.get(i).hasOnExitCodes() ? byExitCode(rules.get(i), pod) : byCondition(rules.get(i), pod);
            if (reason != null) {
                return verdict(rules.get(i).action(), reason + " rule at index " + i);
            }
        }
        return COUNTED;
    }

    private static Verdict verdict(String action, String message) {
        return switch (action) {
            case "FailJob" -> new Verdict(Action.FAIL_JOB, message);
            case "FailIndex" -> new Verdict(Action.FAIL_INDEX, "");
            case "Ignore" -> new Verdict(Action.IGNORE, "");
            default -> COUNTED;
        };
    }

    private static @Nullable String byExitCode(PodFailurePolicyRule rule, Pod pod) {
        for (List<ContainerStatus> statuses :
                List.of(pod.status().containerStatuses(), pod.status().initContainerStatuses())) {
            for (ContainerStatus status : statuses) {
                if (matches(rule.onExitCodes(), status)) {
                    return "Container " + status.name() + " for pod " + qualified(pod) + " failed with exit code "
                            + status.state().terminated().exitCode() + " matching " + rule.action();
                }
            }
        }
        return null;
    }

    private static boolean matches(PodFailurePolicyOnExitCodesRequirement wanted, ContainerStatus status) {
        boolean named =
                wanted.containerName().isEmpty() || wanted.containerName().equals(status.name());
        int code = status.state().terminated().exitCode();
        if (!named || !status.state().hasTerminated() || code == 0) {
            return false;
        }
        return wanted.values().contains(code) == wanted.operator().equals("In");
    }

    private static @Nullable String byCondition(PodFailurePolicyRule rule, Pod pod) {
        for (PodCondition condition : pod.status().conditions()) {
            boolean matches = rule.onPodConditions().stream()
                    .anyMatch(wanted -> wanted.type().equals(condition.type())
                            && wanted.status().equals(condition.status()));
            if (matches) {
                return "Pod " + qualified(pod) + " has condition " + condition.type() + " matching " + rule.action();
            }
        }
        return null;
    }

    private static String qualified(Pod pod) {
        return pod.metadata().namespace() + "/" + pod.metadata().name();
    }
}
