/** Forgets events that are an hour old. */
@NullMarked
package dev.leme.controllers.eventexpiry;

import org.jspecify.annotations.NullMarked;
