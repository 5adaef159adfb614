namespace Lockstep.Cli;

/// <summary>What the tool ends with.</summary>
static class ExitCode
{
    public const int Held = 0;

    /// <summary>An expectation was not held.</summary>
    public const int NotHeld = 1;

    /// <summary>It could not be found out: wrong arguments, or something is missing on this machine.</summary>
    public const int NotRun = 2;

    /// <summary>As a shell has it after Ctrl-C.</summary>
    public const int Interrupted = 130;
}
