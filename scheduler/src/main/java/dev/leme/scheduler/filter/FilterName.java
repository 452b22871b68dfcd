package dev.leme.scheduler.filter;

/** The filters by upstream's names, each with the kind of change that may turn its refusal. */
public enum FilterName {
    NODE_UNSCHEDULABLE("NodeUnschedulable", Obstacle.NODE),
    NODE_NAME("NodeName", Obstacle.NODE),
    TAINT_TOLERATION("TaintToleration", Obstacle.NODE),
    NODE_AFFINITY("NodeAffinity", Obstacle.NODE),
    NODE_PORTS("NodePorts", Obstacle.ROOM),
    NODE_RESOURCES_FIT("NodeResourcesFit", Obstacle.ROOM),
    VOLUME_RESTRICTIONS("VolumeRestrictions", Obstacle.ROOM),
    NODE_VOLUME_LIMITS("NodeVolumeLimits", Obstacle.ROOM),
    VOLUME_BINDING("VolumeBinding", Obstacle.VOLUMES),
    VOLUME_ZONE("VolumeZone", Obstacle.VOLUMES),
    POD_TOPOLOGY_SPREAD("PodTopologySpread", Obstacle.PODS),
    INTER_POD_AFFINITY("InterPodAffinity", Obstacle.PODS);

    private final String text;
    private final Obstacle obstacle;

    FilterName(String text, Obstacle obstacle) {
        this.text = text;
        this.obstacle = obstacle;
    }

    /** Upstream's name. */
    public String text() {
        return text;
    }

    /** What kind of change may help. */
    public Obstacle obstacle() {
        return obstacle;
    }
}
