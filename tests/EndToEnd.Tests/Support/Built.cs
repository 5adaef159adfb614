using System.Reflection;

namespace Lockstep.EndToEnd.Tests.Support;

/// <summary>The function as it was built: by the solution, or natively where <c>LOCKSTEP_NATIVE_BOOTSTRAP</c> names it.</summary>
static class Built
{
    public const string NativeVariable = "LOCKSTEP_NATIVE_BOOTSTRAP";

    public static string Repository { get; } = Metadata("Repository");

    public static string Bootstrap { get; } =
        Environment.GetEnvironmentVariable(NativeVariable) is { Length: > 0 } native
            ? Path.GetFullPath(native, Repository)
            : Managed;

    /// <summary>The one that the solution's build makes.</summary>
    public static string Managed => Path.Combine(Repository, Metadata("Bootstrap"));

    /// <summary>The API as the solution's build makes it.</summary>
    public static string Api => Path.Combine(Repository, Metadata("Api"));

    /// <summary>The scripts that the project deploys.</summary>
    public static string Scripts => Path.Combine(Repository, "sql");

    /// <summary>The stack that the project deploys.</summary>
    public static string Template => Path.Combine(Repository, "template.yaml");

    static string Metadata(string key) =>
        typeof(Built).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(attribute => attribute.Key == key).Value!;
}
