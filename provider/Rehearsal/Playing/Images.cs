using System.Globalization;
using Lockstep.Rehearsal.CloudFormation.Functions;
using Lockstep.Rehearsal.Lambda;
using Lockstep.Rehearsal.Scripts;
using Npgsql;

namespace Lockstep.Rehearsal.Playing;

/// <summary>Builds the images of both functions and pushes them: real programs, told where the rehearsal's things are.</summary>
/// <param name="options">What the programs are.</param>
/// <param name="registry">Where images go.</param>
/// <param name="shelf">The scripts.</param>
/// <param name="log">What functions write.</param>
/// <param name="variables">What the migration's function has in its environment, its scripts left out.</param>
sealed class Images(
    RehearsalOptions options, ImageRegistry registry, ScriptShelf shelf, FunctionLog log,
    IReadOnlyDictionary<string, string> variables)
{
    // Enough for any script of a rehearsal, and a function that hangs is told of within minutes.
    static readonly TimeSpan FunctionTimeout = TimeSpan.FromSeconds(60);

    // As in the template.
    static readonly TimeSpan ApiTimeout = TimeSpan.FromSeconds(29);

    readonly List<ScriptImage> _built = [];

    /// <summary>Builds an image of the migration's function with the first scripts, and one more that is given.</summary>
    public ScriptImage Build(Part part, ScriptFile? extra = null, TimeSpan? timeout = null) =>
        Build(part, extra is null ? [] : [extra], timeout ?? FunctionTimeout);

    /// <summary>Builds one with the first scripts, and with more that are given.</summary>
    public ScriptImage Build(Part part, IReadOnlyList<ScriptFile> extra, TimeSpan timeout)
    {
        var image = Make(part, extra);
        registry.Push(ShopTemplate.MigrationImage(image.Tag), new()
        {
            Executable = options.Function,
            Timeout = timeout,
            Region = Backdrop.Region,
            Output = log.From($"migration:{image.Tag}"),
            Environment = new Dictionary<string, string>(variables, StringComparer.Ordinal)
            {
                ["LOCKSTEP_SCRIPTS"] = image.Folder,
            },
        });
        return image;
    }

    /// <summary>Builds an image whose program ends before it asks for its first event.</summary>
    public ScriptImage BuildBroken(Part part)
    {
        var image = Make(part, []);
        registry.Push(ShopTemplate.MigrationImage(image.Tag), new()
        {
            Executable = "/bin/sh",
            Arguments = ["-c", "echo 'bootstrap: error while loading shared libraries' >&2; exit 127"],
            Timeout = FunctionTimeout,
            Output = log.From($"migration:{image.Tag}"),
        });
        return image;
    }

    /// <summary>Makes an image of the API available; a deployment of one that is not fails.</summary>
    public void PushApi(string tag)
    {
        if (options.Api is not { } api)
        {
            registry.Push(ShopTemplate.ApiImage(tag));
            return;
        }

        var program = new FunctionOptions
        {
            Executable = api,
            HasWebAdapter = true,
            Timeout = ApiTimeout,
            Output = log.From($"api:{tag}"),
        };
        registry.Push(ShopTemplate.ApiImage(tag), program, SignIn);
    }

    /// <summary>Takes an image of the API away, although it is deployed.</summary>
    public void LoseApi(string tag) => registry.Remove(ShopTemplate.ApiImage(tag));

    /// <summary>The image of that name in the registry; null for any other.</summary>
    public ScriptImage? Find(string name) => _built.Find(image => ShopTemplate.MigrationImage(image.Tag) == name);

    // Where the template says, and as the role that it says: only nobody asks the role for a token.
    static IEnumerable<KeyValuePair<string, string>> SignIn(IReadOnlyDictionary<string, string> variables)
    {
        var login = new NpgsqlConnectionStringBuilder
        {
            Host = variables.GetValueOrDefault("DATABASE_HOST"),
            Port = int.Parse(variables.GetValueOrDefault("DATABASE_PORT", "5432"), CultureInfo.InvariantCulture),
            Username = variables.GetValueOrDefault("DATABASE_USER"),
            Database = variables.GetValueOrDefault("DATABASE_NAME"),
        };
        return [KeyValuePair.Create("DATABASE_CONNECTION", login.ConnectionString)];
    }

    ScriptImage Make(Part part, IReadOnlyList<ScriptFile> extra)
    {
        var image = shelf.Make((_built.Count + 1).ToString(CultureInfo.InvariantCulture), part.Scripts, extra);
        _built.Add(image);
        return image;
    }
}
