package org.larmor.cli;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/**
 * Tells what made a command fail in one line, with its stack trace only where {@code LARMOR_DEBUG=1}. Failures that are
 * not ours are named as what they are.
 */
final class FailureReport implements IExecutionExceptionHandler {
    @Override
    public int handleExecutionException(Exception failure, CommandLine line, ParseResult parsed) {
        Throwable told = failure instanceof ExecutionException && failure.getCause() != null
                ? failure.getCause()
                : failure;
        line.getErr().println(line.getColorScheme().errorText("larmor: " + oneLine(told)));
        if ("1".equals(System.getenv("LARMOR_DEBUG"))) {
            failure.printStackTrace(line.getErr());
        }
        line.getErr().flush();
        return ExitCode.FAILED;
    }

    private static String oneLine(Throwable failure) {
        String message = failure.getMessage() == null ? "" : failure.getMessage().replaceAll("\\s*\\R\\s*", " ");
        boolean ours = failure.getClass().getName().startsWith("org.larmor.");
        if (ours && !message.isEmpty()) {
            return message;
        }
        String name = failure.getClass().getSimpleName();
        String what = failure instanceof IOException || ours ? name : "unexpected " + name;
        return message.isEmpty() ? what : what + ": " + message;
    }
}
