package dev.leme.node.runtime;

/** Credentials for one pull; a part that is not given is empty. */
public record RegistryAuth(
        String username, String password, String identityToken, String registryToken, String serverAddress) {
    public static RegistryAuth basic(String username, String password) {
        return new RegistryAuth(username, password, "", "", "");
    }
}
