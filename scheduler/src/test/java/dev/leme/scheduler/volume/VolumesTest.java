package dev.leme.scheduler.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leme.api.core.v1.Node;
import dev.leme.api.core.v1.Pod;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import dev.leme.api.resource.Resources;
import dev.leme.base.time.Clock;
import dev.leme.client.ApiClient;
import dev.leme.client.informer.Informer;
import dev.leme.client.informer.Informers;
import dev.leme.scheduler.filter.Filter;
import dev.leme.scheduler.filter.PodFilters;
import dev.leme.scheduler.filter.Rejection;
import dev.leme.scheduler.snapshot.ClusterImage;
import dev.leme.scheduler.snapshot.NodeSnapshot;
import dev.leme.scheduler.snapshot.PodDemand;
import dev.leme.testkit.api.FakeApi;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nodes a1 and a2 in zone a, b1 in zone b, and c1 that says nothing of zones; every verdict is by the nodes that are left. */
class VolumesTest {

    private static final String TOO_MANY = "node(s) exceed max volume count";

    private final FakeApi api = new FakeApi(Clock.system());
    private final ApiClient client = api.client("test");
    private final Informers informers = new Informers(client, Clock.system());
    private final Volumes volumes = new Volumes(informers);
    private final ClusterImage image = new ClusterImage();

    VolumesTest() {
        for (String name : List.of("a1", "a2", "b1", "c1")) {
            String zone =
                    name.equals("c1") ? "" : ",'topology.kubernetes.io/zone':'%s'".formatted(name.substring(0, 1));
            image.put(Node.of(object("""
                    {'metadata':{'name':'%s','labels':{'kubernetes.io/hostname':'%s'%s}},
                     'status':{'allocatable':{'cpu':'4','pods':'9'}}}""".formatted(name, name, zone))));
        }
    }

    @AfterEach
    void stop() {
        informers.close();
        api.checkInvariants();
    }

    private static ApiObject object(String json) {
        return ApiObject.parse(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private void create(Resource resource, String metadata, String rest) {
        client.create(
                resource,
                object("{'apiVersion':'%s','kind':'%s','metadata':{%s}%s}"
                        .formatted(resource.apiVersion(), resource.kind(), metadata, rest)));
    }

    private void volume(String name, String labels, String spec) {
        create(
                Resources.PERSISTENT_VOLUMES,
                "'name':'%s','labels':{%s}".formatted(name, labels),
                ",'spec':{'capacity':{'storage':'1Gi'},'accessModes':['ReadWriteOnce']%s}".formatted(spec));
        ApiObject volume = client.get(Resources.PERSISTENT_VOLUMES, "", name);
        client.updateStatus(
                Resources.PERSISTENT_VOLUMES,
                volume.withStatus(object("{'phase':'Available'}").json()));
    }

    private void boundClaim(String name, String volume, String mode) {
        create(
                Resources.PERSISTENT_VOLUME_CLAIMS,
                "'name':'%s','namespace':'default','annotations':{'pv.kubernetes.io/bind-completed':'yes'}"
                        .formatted(name),
                ",'spec':{'volumeName':'%s','accessModes':['%s']}".formatted(volume, mode));
        ApiObject claim = client.get(Resources.PERSISTENT_VOLUME_CLAIMS, "default", name);
        client.updateStatus(
                Resources.PERSISTENT_VOLUME_CLAIMS,
                claim.withStatus(object("{'phase':'Bound'}").json()));
    }

    private void waitingClaim(String name, String storageClass, String more) {
        create(
                Resources.PERSISTENT_VOLUME_CLAIMS,
                "'name':'%s','namespace':'default'".formatted(name),
                ",'spec':{'storageClassName':'%s','accessModes':['ReadWriteOnce'],'resources':{'requests':{'storage':'1Gi'}}%s}"
                        .formatted(storageClass, more));
    }

    private void storageClass(String name, String provisioner, String more) {
        create(
                Resources.STORAGE_CLASSES,
                "'name':'%s'".formatted(name),
                ",'provisioner':'%s','volumeBindingMode':'WaitForFirstConsumer'%s".formatted(provisioner, more));
    }

    private static PodDemand pod(String name, String claims) {
        List<String> list = new ArrayList<>();
        for (String claim : claims.split(" ", -1)) {
            list.add("{'name':'%s','persistentVolumeClaim':{'claimName':'%s'}}".formatted(claim, claim));
        }
        return PodDemand.of(Pod.of(object("""
                {'metadata':{'name':'%s','uid':'%s','namespace':'default'},
                 'spec':{'containers':[{'name':'c','image':'i'}],'volumes':[%s]}}""".formatted(name, name, String.join(",", list)))));
    }

    private void sync() throws InterruptedException {
        informers.start();
        List<Informer> all = new ArrayList<>(volumes.informers());
        all.addAll(List.of(volumes.limits(), volumes.attachments()));
        for (Informer informer : all) {
            assertTrue(informer.awaitSynced(Duration.ofMinutes(1)), "synced");
        }
    }

    /** Which nodes can take a pod with these claims; the reasons of the others follow. */
    private String verdict(String claims) throws InterruptedException {
        sync();
        PodDemand pod = pod("x", claims);
        PodClaims gathered = volumes.gather(pod.pod());
        Rejection whole = gathered.rejection();
        return whole == null ? nodes(pod, gathered) : whole.reasons().getFirst();
    }

    private String nodes(PodDemand pod, PodClaims claims) {
        List<NodeSnapshot> nodes = image.snapshot();
        Filter ofVolumes = (any, node) -> volumes.check(any, claims, node);
        PodFilters filters =
                PodFilters.of(pod, nodes, ofVolumes, ExclusiveClaims.of(pod, claims, nodes), namespace -> Map.of());
        List<String> fitting = new ArrayList<>();
        List<String> reasons = new ArrayList<>();
        for (NodeSnapshot node : nodes) {
            Rejection rejection = filters.check(node);
            if (rejection == null) {
                fitting.add(node.name());
            } else {
                reasons.add(rejection.reasons().getFirst() + (rejection.preemptible() ? "!" : ""));
            }
        }
        return String.join(" ", fitting)
                + reasons.stream().distinct().map(reason -> ": " + reason).collect(Collectors.joining());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``                                    | ``                                    | a1 a2 b1 c1
            'topology.kubernetes.io/zone':'a'     | ``                                    | a1 a2 c1: node(s) had no available volume zone
            'topology.kubernetes.io/zone':'a__b'  | ``                                    | a1 a2 b1 c1
            'topology.kubernetes.io/region':'r'   | ``                                    | c1: node(s) had no available volume zone
            ``                                    | kubernetes.io/hostname In ['a2']      | a2: node(s) didn't match PersistentVolume's node affinity
            ``                                    | topology.kubernetes.io/zone Exists [] | a1 a2 b1: node(s) didn't match PersistentVolume's node affinity
            """)
    void volume_withAPlace_decidesWhoReachesIt(String labels, String affinity, String expected) throws Exception {
        String[] parts = affinity.split(" ", -1);
        String spec = affinity.isEmpty() ? "" : """
                ,'nodeAffinity':{'required':{'nodeSelectorTerms':[{'matchExpressions':[
                 {'key':'%s','operator':'%s','values':%s}]}]}}""".formatted(parts[0], parts[1], parts[2]);
        volume("v", labels, spec);
        boundClaim("c", "v", "ReadWriteOnce");
        assertEquals(expected, verdict("c"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ReadWriteOncePod | c | : node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode!
            ReadWriteOncePod | d | a1 a2 b1 c1
            ReadWriteOnce    | c | a1 a2 b1 c1
            """)
    void claim_inUse_exclusiveOnesHaveOneUser(String mode, String usedByOther, String expected) throws Exception {
        volume("v", "", "");
        boundClaim("c", "v", mode);
        image.place(pod("other", usedByOther).pod(), "a1");
        assertEquals(expected, verdict("c"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            example.com/made             | ``   | a1 a2 b1 c1
            example.com/made             | a    | a1 a2: node(s) didn't find available persistent volumes to bind
            kubernetes.io/no-provisioner | ``   | b1: node(s) didn't find available persistent volumes to bind
            """)
    void claim_waiting_goesWhereAVolumeIsOrCanBeMade(String provisioner, String zone, String expected)
            throws Exception {
        String topologies = zone.isEmpty() ? "" : """
                ,'allowedTopologies':[{'matchLabelExpressions':[
                 {'key':'topology.kubernetes.io/zone','values':['%s']}]}]""".formatted(zone);
        storageClass("slow", provisioner, topologies);
        if (zone.isEmpty()) {
            volume("v", "", """
                    ,'storageClassName':'slow','nodeAffinity':{'required':{'nodeSelectorTerms':[{'matchFields':[
                     {'key':'metadata.name','operator':'In','values':['b1']}]}]}}""");
        }
        waitingClaim("c", "slow", "");
        assertEquals(expected, verdict("c"));
    }

    @Test
    void claims_two_needTwoVolumes() throws Exception {
        storageClass("slow", "kubernetes.io/no-provisioner", "");
        volume("v", "", ",'storageClassName':'slow'");
        waitingClaim("c", "slow", "");
        waitingClaim("d", "slow", "");
        assertEquals(": node(s) didn't find available persistent volumes to bind", verdict("c d"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ,'selector':{'matchLabels':{'disk':'ssd'}} | 'disk':'ssd' | a1 a2 b1 c1
            ,'selector':{'matchLabels':{'disk':'ssd'}} | 'disk':'hdd' | : node(s) didn't find available persistent volumes to bind
            ,'volumeMode':'Block'                      | ``           | : node(s) didn't find available persistent volumes to bind
            """)
    void claim_selectsVolumes_othersAreNone(String claim, String labels, String expected) throws Exception {
        storageClass("slow", "kubernetes.io/no-provisioner", "");
        volume("v", labels, ",'storageClassName':'slow'");
        waitingClaim("c", "slow", claim);
        assertEquals(expected, verdict("c"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            true  | 'capacity':'2Gi'                            | a1 a2: node(s) did not have enough free storage
            true  | 'capacity':'1Mi'                            | : node(s) did not have enough free storage
            true  | 'capacity':'9Gi','maximumVolumeSize':'10Mi' | : node(s) did not have enough free storage
            false | 'capacity':'1Mi'                            | a1 a2 b1 c1
            """)
    void claim_waitingForADriver_goesWhereItHasRoom(boolean published, String room, String expected) throws Exception {
        storageClass("fast", "csi.example.com", "");
        create(
                Resources.CSI_DRIVERS,
                "'name':'csi.example.com'",
                ",'spec':{'storageCapacity':%s}".formatted(published));
        create(
                Resources.CSI_STORAGE_CAPACITIES,
                "'name':'za','namespace':'default'",
                ",'storageClassName':'fast','nodeTopology':{'matchLabels':{'topology.kubernetes.io/zone':'a'}},%s"
                        .formatted(room));
        waitingClaim("c", "fast", "");
        assertEquals(expected, verdict("c"));
    }

    private void csiVolume(String number) {
        volume("v" + number, "", ",'csi':{'driver':'csi.example.com','volumeHandle':'h%s'}".formatted(number));
        boundClaim("c" + number, "v" + number, "ReadWriteOnce");
    }

    /** The node a1 may have two volumes attached; of the others nothing is said. */
    private void limits() {
        create(Resources.CSI_NODES, "'name':'a1'", """
                ,'spec':{'drivers':[{'name':'csi.example.com','nodeID':'1','allocatable':{'count':2}}]}""");
        List.of("1", "2", "3").forEach(this::csiVolume);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            c1    | c2    | a1 a2 b1 c1
            c1 c2 | c3    | a2 b1 c1: node(s) exceed max volume count!
            c1 c2 | c2    | a1 a2 b1 c1
            c1    | c2 c3 | a2 b1 c1: node(s) exceed max volume count!
            c1 c2 | c0    | a1 a2 b1 c1
            """)
    void driver_withALimit_isNotAskedForMore(String taken, String wanted, String expected) throws Exception {
        limits();
        volume("v0", "", "");
        boundClaim("c0", "v0", "ReadWriteOnce");
        image.place(pod("other", taken).pod(), "a1");
        assertEquals(expected, verdict(wanted));
    }

    @Test
    void driver_volumeYetToBeMade_countsToo() throws Exception {
        limits();
        storageClass("fast", "csi.example.com", "");
        waitingClaim("new", "fast", "");
        image.place(pod("other", "c1 c2").pod(), "a1");
        assertEquals("a2 b1 c1: " + TOO_MANY + "!", verdict("new"));
    }

    @Test
    void driver_volumeStillAttached_countsThoughNobodyUsesIt() throws Exception {
        limits();
        create(Resources.VOLUME_ATTACHMENTS, "'name':'left'", """
                ,'spec':{'attacher':'csi.example.com','nodeName':'a1','source':{'persistentVolumeName':'v1'}}""");
        image.place(pod("other", "c2").pod(), "a1");
        assertEquals("a2 b1 c1: " + TOO_MANY + "!", verdict("c3"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            gone  | persistentvolumeclaim "gone" not found
            early | pod has unbound immediate PersistentVolumeClaims
            lost  | persistentvolume "nowhere" not found
            """)
    void claim_thatNoNodeCanHelp_refusesThePod(String claim, String expected) throws Exception {
        waitingClaim("early", "none", "");
        boundClaim("lost", "nowhere", "ReadWriteOnce");
        assertEquals(expected, verdict(claim));
    }
}
