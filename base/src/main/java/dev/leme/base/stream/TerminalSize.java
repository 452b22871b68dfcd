package dev.leme.base.stream;

/** The size of a terminal, in character cells. */
public record TerminalSize(int width, int height) {}
