/** Requests to an API server over a transport that is either in this process or HTTPS. */
@NullMarked
package dev.leme.client;

import org.jspecify.annotations.NullMarked;
