/** Requests from sockets: HTTPS with HTTP/2 and HTTP/1.1 by Jetty's core, no servlets. */
@NullMarked
package dev.leme.apiserver.http.jetty;

import org.jspecify.annotations.NullMarked;
