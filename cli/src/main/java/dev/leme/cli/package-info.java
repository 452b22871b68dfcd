/** Leme's command line. */
@NullMarked
package dev.leme.cli;

import org.jspecify.annotations.NullMarked;
