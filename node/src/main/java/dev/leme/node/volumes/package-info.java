/** The directories that containers mount: made, filled, kept current and taken away. */
@NullMarked
package dev.leme.node.volumes;

import org.jspecify.annotations.NullMarked;
