/** Makes Jobs by a schedule. */
@NullMarked
package dev.leme.controllers.cronjob;

import org.jspecify.annotations.NullMarked;
