package dev.muster.bench;

import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/// What stands behind the name of a benchmark on the command line. Each benchmark has options of its own, as a class of fields.
abstract class Arguments {
  @SuppressWarnings("UnusedVariable") // read by the one that fills it
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Print this.")
  private boolean help;

  /// Fills the options; ends the program after its usage when that was asked for (0), or when something is wrong (2). What the benchmark
  /// starts of Muster from now on ends with it, also when it is interrupted: a node that was made to stand still hears no signal.
  static <T extends Arguments> T read(String benchmark, T options, String... arguments) {
    CommandLine line = line(benchmark, options);
    try {
      line.parseArgs(arguments);
    } catch (ParameterException wrong) {
      System.err.println(wrong.getMessage());
      line.usage(System.err);
      System.exit(2);
    }
    if (line.isUsageHelpRequested()) {
      line.usage(System.out);
      System.exit(0);
    }
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> ProcessHandle.current().children().forEach(ProcessHandle::destroyForcibly)));
    return options;
  }

  static CommandLine line(String benchmark, Arguments options) {
    CommandLine line =
        new CommandLine(options)
            .setCommandName("./muster bench " + benchmark)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setUsageHelpWidth(100);
    line.getCommandSpec().usageMessage().showDefaultValues(true);
    return line;
  }
}
