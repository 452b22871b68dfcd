package dev.leme.node.runtime.cri;

import dev.leme.node.runtime.RuntimeFailure;
import dev.leme.node.runtime.RuntimeFailure.Kind;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Locale;
import java.util.function.Supplier;

/** Calls' failures as {@link RuntimeFailure}, with the text that a gRPC error has in Kubernetes' events. */
final class CriErrors {
    private CriErrors() {}

    static <T> T call(Supplier<T> call) {
        try {
            return call.get();
        } catch (StatusRuntimeException failure) {
            throw failure(failure);
        }
    }

    /** Makes a call whose object may have gone already. */
    static void callUnlessGone(Runnable call) {
        try {
            call.run();
        } catch (StatusRuntimeException failure) {
            if (failure.getStatus().getCode() != Status.Code.NOT_FOUND) {
                throw failure(failure);
            }
        }
    }

    static boolean isNotFound(StatusRuntimeException failure) {
        return failure.getStatus().getCode() == Status.Code.NOT_FOUND;
    }

    static RuntimeFailure failure(StatusRuntimeException failure) {
        Status status = failure.getStatus();
        String description = status.getDescription() == null ? "" : status.getDescription();
        String text = "rpc error: code = " + codeName(status.getCode()) + " desc = " + description;
        return new RuntimeFailure(kind(status.getCode()), text, failure);
    }

    private static Kind kind(Status.Code code) {
        return switch (code) {
            case NOT_FOUND -> Kind.NOT_FOUND;
            case ALREADY_EXISTS -> Kind.ALREADY_EXISTS;
            case INVALID_ARGUMENT, FAILED_PRECONDITION, OUT_OF_RANGE -> Kind.INVALID;
            case UNAVAILABLE -> Kind.UNAVAILABLE;
            case DEADLINE_EXCEEDED -> Kind.TIMEOUT;
            case UNIMPLEMENTED -> Kind.UNSUPPORTED;
            default -> Kind.FAILED;
        };
    }

    /** {@code NOT_FOUND} as {@code NotFound}. */
    private static String codeName(Status.Code code) {
        if (code == Status.Code.CANCELLED) {
            return "Canceled";
        }
        StringBuilder name = new StringBuilder();
        for (String word : code.name().split("_", -1)) {
            name.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
        }
        return name.toString();
    }
}
