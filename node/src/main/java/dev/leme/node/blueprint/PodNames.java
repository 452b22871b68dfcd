package dev.leme.node.blueprint;

import dev.leme.node.manifest.PodManifest;

/**
 * What a pod is called within itself.
 *
 * @param hostname what {@code hostname} prints
 * @param fqdn the name with the governing Service's domain; empty without a subdomain
 */
public record PodNames(String hostname, String fqdn) {
    private static final int LONGEST = 63;

    public static PodNames of(PodManifest pod, String clusterDomain) {
        String override = pod.spec().string("hostnameOverride");
        if (!override.isEmpty()) {
            return new PodNames(override, "");
        }
        String wanted = pod.spec().string("hostname");
        String hostname = wanted.isEmpty() ? shortened(pod.name()) : wanted;
        String subdomain = pod.spec().string("subdomain");
        String fqdn =
                subdomain.isEmpty() ? "" : hostname + "." + subdomain + "." + pod.namespace() + ".svc." + clusterDomain;
        boolean whole = pod.spec().bool("setHostnameAsFQDN") && !fqdn.isEmpty();
        return new PodNames(whole ? fqdn : hostname, fqdn);
    }

    /** The hostname without its domain. */
    String label() {
        return hostname.equals(fqdn) ? fqdn.substring(0, fqdn.indexOf('.')) : hostname;
    }

    private static String shortened(String name) {
        if (name.length() <= LONGEST) {
            return name;
        }
        String cut = name.substring(0, LONGEST);
        int end = cut.length();
        while (end > 0 && (cut.charAt(end - 1) == '-' || cut.charAt(end - 1) == '.')) {
            end--;
        }
        return cut.substring(0, end);
    }
}
