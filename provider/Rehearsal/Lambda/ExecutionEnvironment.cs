using System.ComponentModel;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Lockstep.Rehearsal.Faults;
using Lockstep.Rehearsal.Lambda.Adapting;

namespace Lockstep.Rehearsal.Lambda;

/// <summary>One process of a function with the Runtime API it talks to.</summary>
sealed class ExecutionEnvironment : IAsyncDisposable
{
    static readonly TimeSpan EndOfOutput = TimeSpan.FromSeconds(5);

    readonly RuntimeApi _api;
    readonly FunctionOptions _options;
    readonly Process _process;
    readonly WebAdapter? _adapter;
    readonly TaskCompletionSource _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    ExecutionEnvironment(FunctionOptions options, RuntimeApi api, Process process, WebAdapter? adapter)
    {
        (_options, _api, _process, _adapter) = (options, api, process, adapter);
        process.OutputDataReceived += (_, line) => Report(line.Data, isError: false);
        process.ErrorDataReceived += (_, line) => Report(line.Data, isError: true);
        process.Exited += (_, _) => Exited();
        process.EnableRaisingEvents = true;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int ProcessId => _process.Id;

    public bool HasExited => _process.HasExited;

    [SuppressMessage("Reliability", "CA2000", Justification = "The environment owns its Runtime API.")]
    public static async Task<ExecutionEnvironment> StartAsync(FunctionOptions options, CancellationToken cancellationToken)
    {
        var api = await RuntimeApi.StartAsync(options.Api, cancellationToken);
        try
        {
            return Start(options, api);
        }
        catch (FunctionStartException)
        {
            await api.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until the process asked for its first event, said why it cannot, or ended.</summary>
    /// <returns>Whether it did so within the time that Lambda gives it.</returns>
    public async Task<bool> InitialisedAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _api.Initialised.WaitAsync(_options.InitTimeout, _options.Api.Time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    public Task<InvocationResult> InvokeAsync(InvocationInput input, CancellationToken cancellationToken) =>
        _api.InvokeAsync(input, input.Timeout ?? _options.Timeout, cancellationToken);

    public void Kill() => _process.Kill(entireProcessTree: true);

    public async ValueTask DisposeAsync()
    {
        Kill();
        try
        {
            await _exited.Task;
            await _process.WaitForExitAsync(CancellationToken.None).WaitAsync(EndOfOutput);
        }
        catch (TimeoutException)
        {
            // A process that this one had started and left behind still holds its output open. Nothing more is to be said.
        }
        _process.Dispose();
        if (_adapter is not null)
        {
            await _adapter.DisposeAsync();
        }

        await _api.DisposeAsync();
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "The environment owns process and adapter.")]
    static ExecutionEnvironment Start(FunctionOptions options, RuntimeApi api)
    {
        var variables = FunctionVariables.For(options, api.Address);
        if (!options.HasWebAdapter)
        {
            return new(options, api, Start(options, variables), adapter: null);
        }

        var port = LoopbackPort.Free();
        variables["PORT"] = port.ToString(CultureInfo.InvariantCulture);
        return new(options, api, Start(options, variables), WebAdapter.Start(api.Address, port, variables));
    }

    static Process Start(FunctionOptions options, Dictionary<string, string> variables)
    {
        var start = new ProcessStartInfo(options.Executable, options.Arguments)
        {
            WorkingDirectory = Path.GetDirectoryName(Path.GetFullPath(options.Executable)),
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }
        try
        {
            var process = Process.Start(start)!;
            process.StandardInput.Close();
            return process;
        }
        catch (Win32Exception failure)
        {
            throw new FunctionStartException(
                $"The function's executable {options.Executable} could not be started: {failure.Message}. "
                    + "It must exist, be executable and be built for this machine.",
                failure);
        }
    }

    void Exited()
    {
        _api.RuntimeExited(_process.ExitCode);
        _exited.TrySetResult();
    }

    void Report(string? line, bool isError)
    {
        if (line is not null)
        {
            _options.Output?.Invoke(new FunctionOutput(ProcessId, isError, line));
        }
    }
}
