using Lockstep.Rehearsal;

namespace Lockstep.Cli;

/// <summary>Where things are in the project that the tool was built in.</summary>
/// <param name="Root">The folder with the solution.</param>
sealed record Repository(string Root)
{
    public string Template => Path.Combine(Root, "template.yaml");

    public string Scripts => Path.Combine(Root, "sql");

    public string FunctionProject => Path.Combine(Root, "provider", "Function");

    /// <summary>The function as the build of this tool leaves it.</summary>
    public string Function => Path.Combine(FunctionProject, "bin", "Release", "net10.0", "bootstrap");

    public string ApiProject => Path.Combine(Root, "api", "Api");

    /// <summary>The API as the build of this tool leaves it.</summary>
    public string Api => Path.Combine(ApiProject, "bin", "Release", "net10.0", "Lockstep.Api");

    /// <exception cref="RehearsalException">It was not built.</exception>
    public string BuiltFunction => Built(Function);

    /// <exception cref="RehearsalException">It was not built.</exception>
    public string BuiltApi => Built(Api);

    public string Artifacts => Path.Combine(Root, "artifacts");

    /// <exception cref="RehearsalException">The folder is in no such project.</exception>
    public static Repository Find(string folder)
    {
        for (var step = Path.GetFullPath(folder); step is not null; step = Path.GetDirectoryName(step))
        {
            if (File.Exists(Path.Combine(step, "Lockstep.slnx")))
            {
                return new(step);
            }
        }

        throw new RehearsalException($"{folder} is not inside a checkout of Lockstep: no folder above it has Lockstep.slnx.");
    }

    /// <summary>A path as somebody in the root would type it.</summary>
    public string Shown(string path) => Path.GetRelativePath(Root, path);

    string Built(string program) => File.Exists(program)
        ? program
        : throw new RehearsalException($"{Shown(program)} is missing. Start the tool with ./lockstep, which builds it first.");
}
