/** The environment of containers: variables, their sources and the expansion of references. */
@NullMarked
package dev.leme.node.environment;

import org.jspecify.annotations.NullMarked;
