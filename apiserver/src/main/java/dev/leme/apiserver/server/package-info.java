/** The API server put together: its table of contents. */
@NullMarked
package dev.leme.apiserver.server;

import org.jspecify.annotations.NullMarked;
