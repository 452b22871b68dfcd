/** YAML as Kubernetes' tools read and write it: another notation of JSON trees. */
@NullMarked
package dev.leme.api.yaml;

import org.jspecify.annotations.NullMarked;
