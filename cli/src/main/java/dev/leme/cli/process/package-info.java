/** Programs that are run, and the server's process: found, started, stopped. */
@NullMarked
package dev.leme.cli.process;

import org.jspecify.annotations.NullMarked;
