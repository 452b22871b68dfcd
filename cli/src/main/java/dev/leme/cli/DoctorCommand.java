package dev.leme.cli;

import dev.leme.cli.doctor.Check;
import dev.leme.cli.doctor.Checks;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "doctor",
        description = {
            "Tells what this machine lacks, and the command that mends it.",
            "✗ is needed for real containers, ! is not. Exit code 1 where something needed lacks."
        })
final class DoctorCommand implements Callable<Integer> {
    private final Invocation invocation;

    DoctorCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        List<Check> checks = new Checks(invocation).all();
        checks.forEach(check -> invocation.out().println(check.text()));
        return checks.stream().allMatch(check -> check.passed() || !check.needed()) ? 0 : 1;
    }
}
