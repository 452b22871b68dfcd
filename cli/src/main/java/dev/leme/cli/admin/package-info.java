/** The administrator's HTTPS connection to a cluster. */
@NullMarked
package dev.leme.cli.admin;

import org.jspecify.annotations.NullMarked;
