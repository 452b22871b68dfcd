package dev.leme.apiserver.registry;

/**
 * What an archive may ask for before it is refused. Manifests have the distribution spec's 4 MiB in any case.
 *
 * @param archiveBytes the whole archive, unpacked
 * @param fileBytes one file in it
 * @param files how many files
 */
public record ImportLimits(long archiveBytes, long fileBytes, int files) {

    /** 64 GiB in all, 16 GiB a file, 100,000 files. */
    public static final ImportLimits DEFAULT = new ImportLimits(64L << 30, 16L << 30, 100_000);
}
