/** The embedded image registry: archives come in and are verified, container runtimes pull by the OCI distribution spec. */
@NullMarked
package dev.leme.apiserver.registry;

import org.jspecify.annotations.NullMarked;
