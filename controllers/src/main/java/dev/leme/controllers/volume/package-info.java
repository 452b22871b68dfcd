/** Binds claims to volumes, provisions local ones, protects what is in use and reclaims what is released. */
@NullMarked
package dev.leme.controllers.volume;

import org.jspecify.annotations.NullMarked;
