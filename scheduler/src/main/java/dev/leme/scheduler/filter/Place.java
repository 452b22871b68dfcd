package dev.leme.scheduler.filter;

/** One value of a node label: all nodes that have it are one place. */
record Place(String topologyKey, String value) {}
