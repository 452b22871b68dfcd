/** Kubernetes' protobuf encoding of objects, driven by the numbers in the schemas; no generated code, no library. */
@NullMarked
package dev.leme.api.protobuf;

import org.jspecify.annotations.NullMarked;
