package dev.leme.apiserver.catalog;

import dev.leme.api.resource.Resource;
import dev.leme.api.resource.Resources;
import java.util.List;
import java.util.Set;

/** Whose objects nobody can read on the disk. */
public final class SealedResources {

    private static final Set<Resource> SEALED = Set.of(Resources.SECRETS);

    private SealedResources() {}

    /** What the keys of those objects begin with. */
    public static List<String> keyPrefixes() {
        return BuiltInResources.all().stream()
                .filter(definition -> SEALED.contains(definition.resource()))
                .map(ResourceDefinition::keyPrefix)
                .toList();
    }
}
