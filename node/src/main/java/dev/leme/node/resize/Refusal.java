package dev.leme.node.resize;

/**
 * Why a resize isn't granted.
 *
 * @param reason {@code Infeasible}: this node never can; {@code Deferred}: not now
 */
public record Refusal(String reason, String message) {}
