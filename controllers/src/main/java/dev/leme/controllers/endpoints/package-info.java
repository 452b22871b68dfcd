/** The older form of what is behind a Service: one object of its name. */
@NullMarked
package dev.leme.controllers.endpoints;

import org.jspecify.annotations.NullMarked;
