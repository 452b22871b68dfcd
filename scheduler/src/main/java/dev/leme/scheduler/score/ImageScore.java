package dev.leme.scheduler.score;

import dev.leme.api.core.v1.Container;
import dev.leme.api.core.v1.PodSpec;
import dev.leme.scheduler.snapshot.NodeSnapshot;
import dev.leme.scheduler.snapshot.PodDemand;
import java.util.ArrayList;
import java.util.List;

/**
 * Prefers nodes that have large images of the pod already; an image counts by the share of nodes that have it, lest one node
 * that has it gets all such pods. Below 23 MB nothing counts, above 1,000 MB a container nothing more.
 */
final class ImageScore {

    private static final long LEAST = 23L << 20;
    private static final long MOST_EACH = 1000L << 20;

    private ImageScore() {}

    static double[] rate(PodDemand pod, List<NodeSnapshot> nodes, Surroundings around) {
        List<String> images = images(pod.pod().spec());
        double[] rates = new double[nodes.size()];
        double most = (double) MOST_EACH * images.size();
        for (String image : images) {
            double share = share(image, around.nodes());
            for (int i = 0; i < rates.length && share > 0; i++) {
                rates[i] += share * size(nodes.get(i), image);
            }
        }
        for (int i = 0; i < rates.length; i++) {
            double within = Math.clamp(rates[i], (double) LEAST, Math.max(most, LEAST));
            rates[i] = most > LEAST ? Math.floor(100 * (within - LEAST) / (most - LEAST)) : 0;
        }
        return rates;
    }

    private static double share(String image, List<NodeSnapshot> nodes) {
        double having = 0;
        for (NodeSnapshot node : nodes) {
            having += size(node, image) > 0 ? 1 : 0;
        }
        return having / nodes.size();
    }

    private static long size(NodeSnapshot node, String image) {
        return node.facts().images().getOrDefault(image, 0L);
    }

    private static List<String> images(PodSpec spec) {
        List<String> images = new ArrayList<>();
        for (List<Container> containers : List.of(spec.initContainers(), spec.containers())) {
            containers.forEach(container -> images.add(name(container.image())));
        }
        return images;
    }

    /** As nodes name it: with a tag. */
    private static String name(String image) {
        boolean tagged = image.lastIndexOf(':') > image.lastIndexOf('/') || image.contains("@");
        return tagged ? image : image + ":latest";
    }
}
