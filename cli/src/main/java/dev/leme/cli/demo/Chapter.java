package dev.leme.cli.demo;

import dev.leme.cli.CommandFailure;
import dev.leme.cli.process.Kubectl;
import dev.leme.cli.process.Program;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The chapter "Day 7" up to its heading "Services", command by command; each answer is looked at. */
public final class Chapter {
    private static final List<String> CLAIMS = List.of("www-nginx-0", "www-nginx-1", "www-nginx-2");
    private static final String LOOKUP = """
            nslookup nginx-0.nginx
            wget -T 10 -O- http://nginx-0.nginx
            exit 0
            """;

    private final Kubectl kubectl;
    private final String statefulSet;
    private final String service;
    private final boolean containers;

    /**
     * @param manifests the directory of the chapter's manifests
     * @param containers whether pods are real, so that one can look from inside
     */
    public Chapter(Kubectl kubectl, Path manifests, boolean containers) {
        this.kubectl = kubectl;
        this.statefulSet = manifests.resolve("nginx-statefulset.yaml").toString();
        this.service = manifests.resolve("nginx-headless-service.yaml").toString();
        this.containers = containers;
    }

    public void play(Steps steps) {
        steps.step("nothing is left of an earlier demo", this::clear);
        create(steps);
        if (containers) {
            lookFromInside(steps);
        } else {
            steps.step("a look from inside is left out: simulated pods have none", () -> "");
        }
        remove(steps);
        steps.step("applied again, to play with", () -> {
            require("apply", "-f", service, "-f", statefulSet);
            return await("3/3");
        });
    }

    private String clear() {
        require("delete", "statefulset", "nginx", "--ignore-not-found", "--timeout=60s");
        require("delete", "service", "nginx", "--ignore-not-found");
        require("delete", "pod", "debug", "--ignore-not-found", "--timeout=60s");
        awaitNoPods();
        deleteClaims();
        return "";
    }

    /** Where there is none, an older kubectl fails, such as Debian's. */
    private void awaitNoPods() {
        List<String> wait = List.of("wait", "pod", "-l", "app=nginx", "--for=delete", "--timeout=60s");
        Program.Result result = kubectl.run(Optional.empty(), wait);
        if (!result.text().contains("no matching resources found")) {
            succeeded(result, wait);
        }
    }

    private String deleteClaims() {
        require(Stream.concat(Stream.of("delete", "pvc", "--ignore-not-found", "--timeout=60s"), CLAIMS.stream())
                .toArray(String[]::new));
        return String.join(", ", CLAIMS);
    }

    private void create(Steps steps) {
        steps.step("kubectl apply -f nginx-statefulset.yaml", () -> {
            requireText(require("apply", "-f", statefulSet), "statefulset.apps/nginx created");
            return "";
        });
        steps.step("kubectl get statefulset", () -> await("3/3"));
        steps.step("kubectl describe statefulset nginx", () -> {
            String text = require("describe", "statefulset", "nginx");
            requireText(text, "3 Running / 0 Waiting / 0 Succeeded / 0 Failed");
            requireText(text, "create Claim www-nginx-0 Pod nginx-0 in StatefulSet nginx success");
            requireText(text, "create Pod nginx-2 in StatefulSet nginx successful");
            return "3 Running, 6 events";
        });
        steps.step("kubectl get pods", () -> running(require("get", "pods")));
        steps.step("kubectl apply -f nginx-headless-service.yaml", () -> {
            require("apply", "-f", service);
            requireText(require("get", "service"), "None");
            requireText(require("describe", "service", "nginx"), "Endpoints:");
            return "ClusterIP None";
        });
    }

    private String await(String ready) {
        require("rollout", "status", "statefulset/nginx", "--timeout=180s");
        requireText(require("get", "statefulset"), ready);
        return ready + " Ready";
    }

    private static String running(String pods) {
        for (String name : List.of("nginx-0", "nginx-1", "nginx-2")) {
            requireText(pods, name);
        }
        return "nginx-0, nginx-1, nginx-2";
    }

    private void lookFromInside(Steps steps) {
        steps.step("kubectl run -it --rm debug --image=busybox: nslookup nginx-0.nginx, wget", () -> {
            String text = inShell();
            requireText(text, "nginx-0.nginx.default.svc.cluster.local");
            requireText(text, "403 Forbidden");
            return "found; 403, for the volume is empty";
        });
        steps.step("kubectl exec nginx-0: echo \"Pod 0\" > /usr/share/nginx/html/index.html", () -> {
            require("exec", "nginx-0", "--", "sh", "-c", "echo \"Pod 0\" > /usr/share/nginx/html/index.html");
            return "";
        });
        steps.step("wget -O- http://nginx-0.nginx", this::page);
        steps.step("kubectl delete pod nginx-0: back with its name and its volume", () -> {
            require("delete", "pod", "nginx-0", "--timeout=60s");
            await("3/3");
            return page();
        });
    }

    private String page() {
        requireText(inShell(), "Pod 0");
        return "Pod 0";
    }

    /** The chapter's debug pod; what would be typed comes from a pipe, so there is no terminal. */
    private String inShell() {
        return require(
                Optional.of(LOOKUP),
                List.of("run", "-i", "--rm", "debug", "--image=busybox", "--restart=Never", "--", "sh"));
    }

    private void remove(Steps steps) {
        steps.step("kubectl delete statefulset nginx", () -> {
            require("delete", "statefulset", "nginx");
            awaitNoPods();
            return "";
        });
        steps.step("kubectl delete service nginx", () -> {
            require("delete", "service", "nginx");
            return "";
        });
        steps.step("kubectl delete pvc www-0", this::wrongClaim);
        steps.step("kubectl delete pvc", this::deleteClaims);
    }

    /** The chapter's last command names a claim that does not exist; the server says which one was probably meant. */
    private String wrongClaim() {
        Program.Result result = kubectl.run(Optional.empty(), List.of("delete", "pvc", "www-0"));
        if (result.isSuccess()) {
            throw new CommandFailure("'kubectl delete pvc www-0' deleted something");
        }
        requireText(result.text(), "\"www-0\" not found");
        return result.text().contains("www-nginx-0")
                ? "not found, as on any cluster; www-nginx-0 is meant"
                : "not found";
    }

    private String require(String... arguments) {
        return require(Optional.empty(), Arrays.asList(arguments));
    }

    private String require(Optional<String> input, List<String> arguments) {
        return succeeded(kubectl.run(input, arguments), arguments);
    }

    private static String succeeded(Program.Result result, List<String> arguments) {
        if (!result.isSuccess()) {
            throw new CommandFailure("'kubectl " + String.join(" ", arguments) + "' failed with exit code "
                    + result.exitCode() + ":\n" + result.text());
        }
        return result.text();
    }

    private static void requireText(String text, String part) {
        if (!text.contains(part)) {
            throw new CommandFailure("expected \"" + part + "\" in:\n"
                    + text.lines().map(line -> "  " + line).collect(Collectors.joining("\n")));
        }
    }
}
