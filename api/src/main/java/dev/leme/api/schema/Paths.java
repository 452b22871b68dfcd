package dev.leme.api.schema;

import java.util.List;

/** Paths as Kubernetes' strict decoder writes them. */
final class Paths {

    private Paths() {}

    /** Names joined by dots, whole numbers in brackets: {@code spec.containers[0].foo}. */
    static String render(List<?> steps) {
        StringBuilder path = new StringBuilder();
        for (Object step : steps) {
            if (step instanceof Integer index) {
                path.append('[').append(index).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step);
            }
        }
        return path.toString();
    }
}
