package dev.leme.cli;

/** Where every {@code leme} command begins. */
public final class Leme {

    private Leme() {}

    /** Exit codes: 0 all well, 1 it failed, 2 wrong use. */
    public static void main(String[] arguments) {
        System.err.println("leme: no command of that name: " + String.join(" ", arguments));
        System.exit(2);
    }
}
