/** What this machine needs for Leme, and the command that mends what is lacking. */
@NullMarked
package dev.leme.cli.doctor;

import org.jspecify.annotations.NullMarked;
