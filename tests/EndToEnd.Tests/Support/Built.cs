using System.Reflection;

namespace Lockstep.EndToEnd.Tests.Support;

/// <summary>
/// Function and API as they were built: by the solution, or natively where <c>LOCKSTEP_NATIVE_BOOTSTRAP</c> and
/// <c>LOCKSTEP_NATIVE_API</c> name them, as <c>./lockstep test</c> does.
/// </summary>
static class Built
{

    public static string Repository { get; } = Metadata("Repository");

    public static string Bootstrap { get; } = Native("LOCKSTEP_NATIVE_BOOTSTRAP") ?? Managed;

    /// <summary>The one that the solution's build makes.</summary>
    public static string Managed => Path.Combine(Repository, Metadata("Bootstrap"));

    public static string Api { get; } = Native("LOCKSTEP_NATIVE_API") ?? Path.Combine(Repository, Metadata("Api"));

    /// <summary>The scripts that the project deploys.</summary>
    public static string Scripts => Path.Combine(Repository, "sql");

    /// <summary>The stack that the project deploys.</summary>
    public static string Template => Path.Combine(Repository, "template.yaml");

    static string? Native(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } file ? Path.GetFullPath(file, Repository) : null;

    static string Metadata(string key) =>
        typeof(Built).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(attribute => attribute.Key == key).Value!;
}
