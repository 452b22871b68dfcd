/** What tests of the whole make on the machine, and remove again: processes, network namespaces, servers. */
@NullMarked
package dev.leme.tests.machine;

import org.jspecify.annotations.NullMarked;
