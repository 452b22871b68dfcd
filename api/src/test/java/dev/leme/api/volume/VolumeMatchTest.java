package dev.leme.api.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.leme.api.Trees;
import dev.leme.api.core.v1.PersistentVolume;
import dev.leme.api.core.v1.PersistentVolumeClaim;
import dev.leme.api.patch.MergePatch;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VolumeMatchTest {

    private static PersistentVolumeClaim claim(String spec) {
        return PersistentVolumeClaim.of(Trees.yaml("""
                {metadata: {name: c, namespace: ns, uid: u}, spec: %s}
                """.formatted(merged("""
                {storageClassName: s, accessModes: [ReadWriteOnce], resources: {requests: {storage: 2Gi}}}""", spec))));
    }

    private static PersistentVolume volume(String name, String spec) {
        return PersistentVolume.of(Trees.yaml("""
                {metadata: {name: %s, labels: {disk: ssd}}, status: {phase: Available}, spec: %s}
                """.formatted(name, merged("""
                {storageClassName: s, accessModes: [ReadWriteOnce, ReadOnlyMany], capacity: {storage: 2Gi}}""", spec))));
    }

    private static String merged(String spec, String more) {
        return MergePatch.apply(Trees.yaml(spec), Trees.yaml(more)).toString();
    }

    private static String best(PersistentVolumeClaim claim, PersistentVolume... volumes) {
        PersistentVolume best = VolumeMatch.best(claim, List.of(volumes), volume -> true);
        return best == null ? "" : best.metadata().name();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
                    {} | {} |
                    {accessModes: [ReadWriteOnce, ReadOnlyMany]} | {} |
                    {accessModes: [ReadWriteMany]} | {} | incompatible accessMode
                    {resources: {requests: {storage: 3Gi}}} | {} | requested PV is too small
                    {volumeMode: Block} | {} | incompatible volumeMode
                    {volumeMode: Filesystem} | {} |
                    {volumeMode: Block} | {volumeMode: Block} |
                    {storageClassName: other} | {} | storageClassName does not match
                    {storageClassName: ''} | {storageClassName: null} |
                    {storageClassName: ''} | {} | storageClassName does not match
                    """)
    void claim_fitsAVolumeOrSaysWhyNot(String claim, String volume, @Nullable String mismatch) {
        PersistentVolume one = volume("v", volume);
        assertEquals(mismatch == null ? "" : mismatch, VolumeMatch.mismatch(one, claim(claim)));
        assertEquals(mismatch == null ? "v" : "", best(claim(claim), one));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
                    {matchLabels: {disk: ssd}} | v
                    {matchLabels: {disk: hdd}} |
                    {matchExpressions: [{key: disk, operator: In, values: [hdd, ssd]}]} | v
                    {matchExpressions: [{key: disk, operator: DoesNotExist}]} |
                    """)
    void claim_withASelector_takesOnlyWhatItSelects(String selector, @Nullable String taken) {
        assertEquals(taken == null ? "" : taken, best(claim("{selector: " + selector + "}"), volume("v", "{}")));
    }

    @Test
    void claim_ofSeveralVolumes_takesTheSmallestThenTheFirstByName() {
        String large = "{capacity: {storage: 9Gi}}";
        assertEquals("b", best(claim("{}"), volume("a", large), volume("c", "{}"), volume("b", "{}")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
                    {namespace: ns, name: c} | meant
                    {namespace: ns, name: c, uid: u} | meant
                    {namespace: ns, name: c, uid: earlier} | small
                    {namespace: elsewhere, name: c} | small
                    {namespace: ns, name: other} | small
                    """)
    void volume_meantForAClaim_isThatClaimsAndNoOthers(String reference, String taken) {
        PersistentVolume meant =
                volume("meant", "{capacity: {storage: 9Gi}, storageClassName: any, claimRef: " + reference + "}");
        assertEquals(taken, best(claim("{}"), meant, volume("small", "{}")));
    }

    @Test
    void volume_meantButUnfit_isNotTaken() {
        String tooSmall = "{capacity: {storage: 1Gi}, claimRef: {namespace: ns, name: c}}";
        assertEquals("", best(claim("{}"), volume("meant", tooSmall)));
    }

    @Test
    void volume_notFreeOrGoing_isNotTaken() {
        PersistentVolume released = volume("v", "{}").toBuilder()
                .status(status -> status.phase("Released"))
                .build();
        assertEquals("", best(claim("{}"), released));
        PersistentVolume going = PersistentVolume.of(Trees.yaml("""
                {metadata: {name: v, deletionTimestamp: '2026-01-01T00:00:00Z'}, status: {phase: Available},
                 spec: {storageClassName: s, accessModes: [ReadWriteOnce], capacity: {storage: 2Gi}}}"""));
        assertEquals("the volume is marked for deletion \"v\"", VolumeMatch.mismatch(going, claim("{}")));
        assertEquals("", best(claim("{}"), going));
    }

    @Test
    void volume_outOfReach_isNotTaken() {
        PersistentVolume local = volume("v", """
                {nodeAffinity: {required: {nodeSelectorTerms: [{matchExpressions: [
                 {key: kubernetes.io/hostname, operator: In, values: [n1]}]}]}}}""");
        assertNull(VolumeMatch.best(
                claim("{}"),
                List.of(local),
                volume -> VolumeMatch.isReachable(volume, Map.of("kubernetes.io/hostname", "n2"), "n2")));
        assertEquals(
                local,
                VolumeMatch.best(
                        claim("{}"),
                        List.of(local),
                        volume -> VolumeMatch.isReachable(volume, Map.of("kubernetes.io/hostname", "n1"), "n1")));
    }
}
