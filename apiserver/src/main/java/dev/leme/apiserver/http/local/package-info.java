/** Requests from inside this process, on the same road as those from a socket. */
@NullMarked
package dev.leme.apiserver.http.local;

import org.jspecify.annotations.NullMarked;
