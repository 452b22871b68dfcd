/** The names under which kinds are reached. */
@NullMarked
package dev.leme.api.resource;

import org.jspecify.annotations.NullMarked;
