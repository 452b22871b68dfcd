/** Turns Kubernetes' published descriptors into typed views, schema files and descriptions, at build time only. */
@NullMarked
package dev.leme.codegen;

import org.jspecify.annotations.NullMarked;
