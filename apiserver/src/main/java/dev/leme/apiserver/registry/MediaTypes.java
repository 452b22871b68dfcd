package dev.leme.apiserver.registry;

/** The media types of the OCI image spec, and Docker's older ones of the same meaning. */
final class MediaTypes {

    static final String OCI_INDEX = "application/vnd.oci.image.index.v1+json";
    static final String OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    static final String OCI_CONFIG = "application/vnd.oci.image.config.v1+json";
    static final String OCI_LAYER = "application/vnd.oci.image.layer.v1.tar";
    static final String DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json";
    static final String DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";

    private MediaTypes() {}

    /** Layers that a registry may not hold: their content lies elsewhere. */
    static boolean isForeign(String mediaType) {
        return mediaType.contains("nondistributable") || mediaType.contains("foreign");
    }
}
