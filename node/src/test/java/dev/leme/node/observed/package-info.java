/** Scenes for tests. */
@NullMarked
package dev.leme.node.observed;

import org.jspecify.annotations.NullMarked;
