package dev.leme.apiserver.proxy;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * A request's path, cut behind the word {@code proxy}.
 *
 * @param prefix the part that is the server's own, without a slash at its end
 * @param rest what is asked of the target, as it was encoded; empty or with a slash in front
 */
record PathBeyond(String prefix, String rest) {

    /** Cuts {@code path} behind its segment number {@code segments}. */
    static PathBeyond of(String path, int segments) {
        int end = 0;
        for (int count = 0; count < segments; count++) {
            while (end < path.length() && path.charAt(end) == '/') {
                end++;
            }
            int slash = path.indexOf('/', end);
            end = slash < 0 ? path.length() : slash;
        }
        return new PathBeyond(path.substring(0, end), path.substring(end));
    }

    /**
     * A redirection as whoever asked through the server has to follow it: one to the target itself leads through the server
     * again, any other stays as it is (upstream's rules).
     */
    String redirected(String location, String targetHost, String askedHost) {
        URI uri;
        try {
            uri = new URI(location);
        } catch (URISyntaxException broken) {
            return location;
        }
        String host = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        boolean elsewhere = !host.isEmpty() && !host.equals(targetHost) && !host.equals(askedHost);
        boolean relative = host.isEmpty() && !path.startsWith("/");
        if (elsewhere || relative) {
            return location;
        }
        String own = host.equals(askedHost) && !host.isEmpty() ? uri.getScheme() + "://" + host : "";
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        String fragment = uri.getRawFragment() == null ? "" : "#" + uri.getRawFragment();
        return own + (path.startsWith(prefix) ? path : prefix + path) + query + fragment;
    }
}
