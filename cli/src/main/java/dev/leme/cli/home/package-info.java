/** Where clusters are kept on this machine, and what is noted of each. */
@NullMarked
package dev.leme.cli.home;

import org.jspecify.annotations.NullMarked;
