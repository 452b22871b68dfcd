/** What a node's kernel should do with traffic to Services, as a value, and the commands that make it so. */
@NullMarked
package dev.leme.proxy.ruleset;

import org.jspecify.annotations.NullMarked;
