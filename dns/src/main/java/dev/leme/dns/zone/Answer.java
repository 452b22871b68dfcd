package dev.leme.dns.zone;

/** One piece of data under a name. Names are absolute, in lower case, without the final dot. */
public sealed interface Answer {

    /** An address (A). */
    record Address(String ip) implements Answer {}

    /** Another name for it (CNAME). */
    record Alias(String target) implements Answer {}

    /** A port of a service (SRV), every one equally good. */
    record Port(int port, String target) implements Answer {}

    /** The name of an address (PTR). */
    record Pointer(String target) implements Answer {}

    /** A text (TXT). */
    record Text(String text) implements Answer {}
}
