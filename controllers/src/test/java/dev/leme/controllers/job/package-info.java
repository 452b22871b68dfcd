/** Tests of Jobs. */
@NullMarked
package dev.leme.controllers.job;

import org.jspecify.annotations.NullMarked;
