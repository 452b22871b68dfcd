package dev.leme.api.validation;

import dev.leme.api.field.FieldError;
import dev.leme.api.field.FieldPath;
import dev.leme.api.json.JsonObject;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What the security contexts of pods and containers must hold. */
final class SecurityContexts {

    private static final List<String> PROFILES = List.of("Localhost", "RuntimeDefault", "Unconfined");

    private static final String SYSCTL_SEGMENT = "[a-z0-9]([-_a-z0-9]*[a-z0-9])?";
    private static final String SYSCTL_FORMAT = "(" + SYSCTL_SEGMENT + "[\\./])*" + SYSCTL_SEGMENT;
    private static final Pattern SYSCTL = Pattern.compile(SYSCTL_FORMAT);
    private static final int MOST_SYSCTL_CHARACTERS = 253;
    private static final String SYSCTL_MESSAGE =
            "must have at most " + MOST_SYSCTL_CHARACTERS + " characters and match regex ^" + SYSCTL_FORMAT + "$";

    private SecurityContexts() {}

    static void container(Report report, FieldPath path, JsonObject context) {
        ids(report, path, context, "runAsUser", "runAsGroup");
        profile(report, path.child("seccompProfile"), context.object("seccompProfile"), "seccomp", "seccompProfile");
        profile(
                report,
                path.child("appArmorProfile"),
                context.object("appArmorProfile"),
                "AppArmor",
                "appArmorProfile");
        report.oneOfIfPresent(path, context, "procMount", List.of("Default", "Unmasked"));
        boolean escalates = !context.has("allowPrivilegeEscalation") || context.bool("allowPrivilegeEscalation");
        if (escalates) {
            return;
        }
        if (context.bool("privileged")) {
            report.invalid(path, context, "cannot set `allowPrivilegeEscalation` to false and `privileged` to true");
        }
        if (context.object("capabilities").array("add").strings().contains("CAP_SYS_ADMIN")) {
            report.invalid(
                    path,
                    context,
                    "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN");
        }
    }

    static void pod(Report report, FieldPath path, JsonObject context) {
        ids(report, path, context, "fsGroup", "runAsUser", "runAsGroup");
        profile(report, path.child("seccompProfile"), context.object("seccompProfile"), "seccomp", "seccompProfile");
        profile(
                report,
                path.child("appArmorProfile"),
                context.object("appArmorProfile"),
                "AppArmor",
                "appArmorProfile");
        report.oneOfIfPresent(path, context, "fsGroupChangePolicy", List.of("Always", "OnRootMismatch"));
        report.oneOfIfPresent(path, context, "supplementalGroupsPolicy", List.of("Merge", "Strict"));
        sysctls(report, path, context);
    }

    private static void sysctls(Report report, FieldPath path, JsonObject context) {
        Set<String> seen = new HashSet<>();
        Lists.each(path, context, "sysctls", (at, sysctl) -> {
            String name = sysctl.string("name");
            if (name.isEmpty()) {
                report.required(at.child("name"), "");
            } else if (name.length() > MOST_SYSCTL_CHARACTERS
                    || !SYSCTL.matcher(name).matches()) {
                report.invalid(at.child("name"), name, SYSCTL_MESSAGE);
            } else if (!seen.add(name.replace('/', '.'))) {
                report.add(FieldError.duplicate(at.child("name"), name));
            }
        });
    }

    private static void ids(Report report, FieldPath path, JsonObject context, String... names) {
        for (String name : names) {
            long id = context.number(name, 0);
            if (id < 0 || id > Integer.MAX_VALUE) {
                report.invalid(path.child(name), id, Names.range(0, Integer.MAX_VALUE));
            }
        }
    }

    private static void profile(Report report, FieldPath path, JsonObject profile, String what, String member) {
        if (profile.isEmpty()) {
            return;
        }
        String type = profile.string("type");
        if (type.isEmpty()) {
            report.required(path.child("type"), "type is required when " + member + " is set");
        } else if (!PROFILES.contains(type)) {
            report.add(FieldError.notSupported(path.child("type"), type, PROFILES));
        }
        boolean local = type.equals("Localhost");
        if (local && profile.string("localhostProfile").isEmpty()) {
            report.required(path.child("localhostProfile"), "must be set when " + what + " type is Localhost");
        }
        if (!local && profile.has("localhostProfile")) {
            report.invalid(
                    path.child("localhostProfile"), profile, "can only be set when " + what + " type is Localhost");
        }
    }
}
