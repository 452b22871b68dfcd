/** Events, which two API groups serve in two forms from one store. */
@NullMarked
package dev.leme.api.event;

import org.jspecify.annotations.NullMarked;
