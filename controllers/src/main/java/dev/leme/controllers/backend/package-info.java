/** Which pods are behind a Service, on which ports, and whether each may be sent traffic. */
@NullMarked
package dev.leme.controllers.backend;

import org.jspecify.annotations.NullMarked;
