/** What hangs below a pod: its binding, its eviction, and the streams that its node serves. */
@NullMarked
package dev.leme.apiserver.pods;

import org.jspecify.annotations.NullMarked;
