/** The road of a request, as one visible list of filters. */
@NullMarked
package dev.leme.apiserver.pipeline;

import org.jspecify.annotations.NullMarked;
