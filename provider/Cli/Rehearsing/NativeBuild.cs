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
        var published = await ChildProcess.RunAsync(
            ChildProcess.Dotnet,
            ["publish", project, "-c", "Release", "-r", Platform, "-o", folder, "-v", "quiet", "-nologo"],
            repository.Root, cancellationToken);
        return published.ExitCode == 0
            ? Path.Combine(folder, Path.GetFileName(built))
            : throw new RehearsalException(
                $"{repository.Shown(project)} could not be published with NativeAOT, which needs clang or gcc and zlib "
                + $"(apt-get install clang zlib1g-dev).\n{published.Output}");
    }

    static string Platform
    {
        get
        {
            var system = OperatingSystem.IsMacOS() ? "osx" : "linux";
            return RuntimeInformation.OSArchitecture == Architecture.Arm64 ? $"{system}-arm64" : $"{system}-x64";
        }
    }
}
