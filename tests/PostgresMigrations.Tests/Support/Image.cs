using Lockstep.CustomResources;
using Lockstep.CustomResources.Requests;
using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Scripts;
using Microsoft.Extensions.Logging;

namespace Lockstep.PostgresMigrations.Tests.Support;

/// <summary>One image of the function: the scripts it was built with.</summary>
sealed class Image
{
    readonly string _folder = Path.Combine(SharedPostgres.Images, Path.GetRandomFileName());

    /// <summary>Files by name: <c>("0001_a.sql", "CREATE TABLE a ()")</c>.</summary>
    public static Image With(params IEnumerable<(string Name, string Text)> files)
    {
        var image = new Image();
        foreach (var (name, text) in files)
        {
            var path = Path.Combine(image._folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
        }

        return image;
    }

    public Image And(params IEnumerable<(string Name, string Text)> files) => With([.. Files(), .. files]);

    public Image Without(string name) => With(Files().Where(file => file.Name != name));

    public void Write(string name, byte[] content) => File.WriteAllBytes(Path.Combine(_folder, name), content);

    public CustomResourceFunction Function(
        string? connection,
        HttpMessageHandler http,
        ILogger log,
        TimeProvider clock,
        CredentialSource? credentials,
        IReadOnlyList<ResourceDefinition> others,
        Func<string, ReadOnlyMemory<byte>, CancellationToken, Task>? invokeAsync = null)
    {
        var scripts = new Lazy<ScriptLibrary>(() => ScriptLibrary.FromFolder(_folder));
        return new(
            new FunctionEnvironment
            {
                Http = http,
                Log = log,
                Clock = clock,
                ResponseHosts = ResponseHosts.Parse(TestStack.BucketHost),
                InvokeAsync = invokeAsync,
            },
            [
                DatabaseMigration.Define(scripts, connection, credentials ?? NoCredentials),
                DatabaseRole.Define(connection, credentials ?? NoCredentials),
                .. others,
            ])
        {
            Commands = DatabaseMigration.DefineCommands(scripts, connection, credentials ?? NoCredentials),
        };
    }

    // With the folders in it: the repeatables are in one.
    IEnumerable<(string Name, string Text)> Files() =>
        Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories)
            .Select(file => (Path.GetRelativePath(_folder, file), File.ReadAllText(file)));

    static CredentialSource NoCredentials { get; } = new(
        (_, _) => throw new InvalidOperationException("This test has no secrets."),
        (_, _, _, _) => throw new InvalidOperationException("This test has no tokens."));
}
