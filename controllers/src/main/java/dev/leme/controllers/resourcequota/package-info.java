/** Counts what the quotas of each namespace are used for. */
@NullMarked
package dev.leme.controllers.resourcequota;

import org.jspecify.annotations.NullMarked;
