/** Every kind that the server serves, built-in or custom, for controllers that deal with all of them. */
@NullMarked
package dev.leme.controllers.catalog;

import org.jspecify.annotations.NullMarked;
