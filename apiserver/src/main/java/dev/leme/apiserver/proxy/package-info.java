/** Requests that the API server passes on to what listens in pods, behind Services and on nodes. */
@NullMarked
package dev.leme.apiserver.proxy;

import org.jspecify.annotations.NullMarked;
