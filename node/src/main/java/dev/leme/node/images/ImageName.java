package dev.leme.node.images;

import java.util.regex.Pattern;

/** The parts of an image's name that matter to the node. */
final class ImageName {
    private static final Pattern SYNTAX = Pattern.compile("(?:[A-Za-z0-9][A-Za-z0-9.-]*(?::\\d+)?/)?"
            + "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*"
            + "(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(?:@[A-Za-z0-9]+(?:[+._-][A-Za-z0-9]+)*:[0-9a-fA-F]{32,})?");

    private ImageName() {}

    static boolean isValid(String image) {
        return SYNTAX.matcher(image).matches();
    }

    /** With the tag {@code latest} where it has neither tag nor digest. */
    static String tagged(String image) {
        String last = image.substring(image.lastIndexOf('/') + 1);
        return last.indexOf(':') < 0 && image.indexOf('@') < 0 ? image + ":latest" : image;
    }

    /** The registry's host and port; Docker Hub's for a short name. */
    static String registry(String image) {
        int slash = image.indexOf('/');
        String first = slash < 0 ? "" : image.substring(0, slash);
        boolean host = first.contains(".") || first.contains(":") || first.equals("localhost");
        return host ? first : "docker.io";
    }
}
