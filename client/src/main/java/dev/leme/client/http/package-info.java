/** The transport over HTTPS, as a kubeconfig describes it. */
@NullMarked
package dev.leme.client.http;

import org.jspecify.annotations.NullMarked;
