/** Why something isn't as it should be, in words: pure explanations over what was gathered, for a person who learns. */
@NullMarked
package dev.leme.cluster.why;

import org.jspecify.annotations.NullMarked;
