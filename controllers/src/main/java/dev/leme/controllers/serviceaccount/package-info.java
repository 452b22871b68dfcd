/** Gives each namespace its default ServiceAccount. */
@NullMarked
package dev.leme.controllers.serviceaccount;

import org.jspecify.annotations.NullMarked;
