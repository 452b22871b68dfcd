/** What was typed after a command's name, and the help that says what can be. */
@NullMarked
package dev.leme.cli.arguments;

import org.jspecify.annotations.NullMarked;
