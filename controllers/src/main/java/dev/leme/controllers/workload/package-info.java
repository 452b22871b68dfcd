/** What controllers of pods have in common: facts about pods, pods from templates, adoption, hashes. */
@NullMarked
package dev.leme.controllers.workload;

import org.jspecify.annotations.NullMarked;
