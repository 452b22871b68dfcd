/** Requests and answers without saying which HTTP server carries them. */
@NullMarked
package dev.leme.apiserver.http;

import org.jspecify.annotations.NullMarked;
