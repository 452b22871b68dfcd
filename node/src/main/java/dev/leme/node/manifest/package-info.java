/** What a pod asks for, read from its object: containers and their roles, probes, grace, quality of service. */
@NullMarked
package dev.leme.node.manifest;

import org.jspecify.annotations.NullMarked;
