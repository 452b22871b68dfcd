/** What objects take from their namespace's quotas: pure functions that admission and the quota controller share. */
@NullMarked
package dev.leme.api.quota;

import org.jspecify.annotations.NullMarked;
