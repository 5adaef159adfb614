using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Lockstep.Rehearsal;

namespace Lockstep.Cli.Rehearsing;

/// <summary>The functions as they are deployed: a native executable each.</summary>
sealed class NativeBuild(Repository repository)
{
    /// <summary>Publishes the migration's function for this machine, with the command that the documentation gives; gives its
    /// path.</summary>
    /// <exception cref="RehearsalException">It could not be published; the message has what the SDK said.</exception>
    public Task<string> PublishFunctionAsync(CancellationToken cancellationToken) =>
        PublishAsync(repository.FunctionProject, "native", repository.Function, cancellationToken);

    /// <summary>The same with the API.</summary>
    /// <exception cref="RehearsalException">It could not be published; the message has what the SDK said.</exception>
    public Task<string> PublishApiAsync(CancellationToken cancellationToken) =>
        PublishAsync(repository.ApiProject, "native-api", repository.Api, cancellationToken);

    async Task<string> PublishAsync(string project, string name, string built, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(repository.Artifacts, name);
        var start = new ProcessStartInfo(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            ["publish", project, "-c", "Release", "-r", Platform, "-o", folder, "-v", "quiet", "-nologo"])
        {
            WorkingDirectory = repository.Root,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var publishing = Start(start);
        try
        {
            var said = publishing.StandardOutput.ReadToEndAsync(cancellationToken);
            var complaints = publishing.StandardError.ReadToEndAsync(cancellationToken);
            await publishing.WaitForExitAsync(cancellationToken);
            return publishing.ExitCode == 0
                ? Path.Combine(folder, Path.GetFileName(built))
                : throw new RehearsalException(
                    $"{repository.Shown(project)} could not be published with NativeAOT, which needs clang or gcc and zlib "
                    + $"(apt-get install clang zlib1g-dev).\n{await said}{await complaints}".TrimEnd());
        }
        finally
        {
            publishing.Kill(entireProcessTree: true);
        }
    }

    static string Platform
    {
        get
        {
            var system = OperatingSystem.IsMacOS() ? "osx" : "linux";
            return RuntimeInformation.OSArchitecture == Architecture.Arm64 ? $"{system}-arm64" : $"{system}-x64";
        }
    }

    static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            throw new RehearsalException($"{start.FileName} could not be started: {exception.Message}.", exception);
        }
    }
}
