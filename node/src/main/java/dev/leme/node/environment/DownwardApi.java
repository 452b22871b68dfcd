package dev.leme.node.environment;

import dev.leme.api.json.JsonObject;
import dev.leme.api.quantity.Quantity;
import dev.leme.node.manifest.ContainerManifest;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Values of a pod's own fields and resources, for variables and files. */
public final class DownwardApi {
    private final PodFacts facts;

    public DownwardApi(PodFacts facts) {
        this.facts = facts;
    }

    /** The value at a {@code fieldRef}'s path; throws {@link ConfigException} for a path that is not offered. */
    public String field(String path) {
        return switch (path) {
            case "metadata.name" -> facts.pod().name();
            case "metadata.namespace" -> facts.pod().namespace();
            case "metadata.uid" -> facts.pod().uid();
            case "metadata.labels" -> lines(facts.pod().object().labels());
            case "metadata.annotations" -> lines(facts.pod().object().annotations());
            case "spec.nodeName" -> facts.nodeName();
            case "spec.serviceAccountName" -> facts.pod().spec().string("serviceAccountName");
            case "status.hostIP" -> first(facts.hostIps());
            case "status.hostIPs" -> String.join(",", facts.hostIps());
            case "status.podIP" -> first(facts.podIps());
            case "status.podIPs" -> String.join(",", facts.podIps());
            default -> subscripted(path);
        };
    }

    /** Paths that name a key: {@code metadata.labels['app']}. */
    private String subscripted(String path) {
        int open = path.indexOf("['");
        if (open > 0 && path.endsWith("']")) {
            String key = path.substring(open + 2, path.length() - 2);
            String map = path.substring(0, open);
            if (map.equals("metadata.labels")) {
                return facts.pod().object().labels().getOrDefault(key, "");
            }
            if (map.equals("metadata.annotations")) {
                return facts.pod().object().annotations().getOrDefault(key, "");
            }
        }
        throw new ConfigException("unsupported fieldPath: " + path);
    }

    private static String first(List<String> values) {
        return values.isEmpty() ? "" : values.getFirst();
    }

    /** {@code key="value"} lines in the keys' order. */
    private static String lines(Map<String, String> map) {
        StringBuilder lines = new StringBuilder();
        new TreeMap<>(map)
                .forEach((key, value) -> lines.append(lines.isEmpty() ? "" : "\n")
                        .append(key)
                        .append('=')
                        .append(quoted(value)));
        return lines.toString();
    }

    private static String quoted(String value) {
        StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                case '\r' -> out.append("\\r");
                default -> out.append(c);
            }
        }
        return out.append('"').toString();
    }

    /** The value of a {@code resourceFieldRef}: whole multiples of the divisor, rounded up. */
    public String resource(JsonObject reference, ContainerManifest container) {
        String[] parts = reference.string("resource").split("\\.", 2);
        if (parts.length < 2) {
            throw new ConfigException("unsupported container resource : " + reference.string("resource"));
        }
        boolean limit = parts[0].equals("limits");
        Quantity amount = limit ? container.limit(parts[1]) : container.request(parts[1]);
        if (amount.isZero() && limit) {
            amount = facts.allocatable().getOrDefault(parts[1], Quantity.ZERO);
        }
        Quantity divisor = Quantity.parseOrZero(reference.string("divisor"));
        Quantity unit = divisor.isZero() ? Quantity.of(1) : divisor;
        return amount.amount()
                .divide(unit.amount(), 0, RoundingMode.CEILING)
                .toBigInteger()
                .toString();
    }
}
