package dev.leme.base.stream;

/**
 * How a streamed process ended.
 *
 * @param exitCode the process's exit code; 0 when it succeeded, -1 when it could not be run or its end is unknown
 * @param message why it failed, for a person; empty on success
 * @param raw the status document as the far side sent it (a {@code v1 Status} in JSON); empty when it sent none
 */
public record ProcessExit(int exitCode, String message, String raw) {
    private static final ProcessExit SUCCESS = new ProcessExit(0, "", "{\"metadata\":{},\"status\":\"Success\"}");

    public static ProcessExit success() {
        return SUCCESS;
    }

    /** A process that ended by itself with {@code code}, told with the text and the reason that clients expect. */
    public static ProcessExit ofCode(int code) {
        if (code == 0) {
            return SUCCESS;
        }
        String message = "command terminated with non-zero exit code: exit status " + code;
        String raw = "{\"metadata\":{},\"status\":\"Failure\",\"message\":\"" + message
                + "\",\"reason\":\"NonZeroExitCode\",\"details\":{\"causes\":[{\"reason\":\"ExitCode\",\"message\":\""
                + code + "\"}]}}";
        return new ProcessExit(code, message, raw);
    }

    public boolean succeeded() {
        return exitCode == 0;
    }
}
