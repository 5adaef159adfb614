using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace Lockstep.Rehearsal.Scripts;

/// <summary>A folder of scripts, and the images that are made of it.</summary>
/// <param name="folder">The scripts: <c>sql/</c>.</param>
/// <param name="workshop">Where the images' folders are made.</param>
public sealed partial class ScriptShelf(string folder, string workshop)
{
    const string Repeatables = "repeatable";

    /// <summary>By version.</summary>
    public IReadOnlyList<ScriptFile> Scripts { get; } =
    [
        .. Ups(folder).Select(path => new ScriptFile(Path.GetFileName(path), Number(path), File.ReadAllText(path)))
            .OrderBy(script => script.Number),
    ];

    /// <summary>By name.</summary>
    public IReadOnlyList<ScriptFile> RepeatableScripts => field ??=
    [
        .. Ups(Path.Combine(folder, Repeatables))
            .Select(path => new ScriptFile($"{Repeatables}/{Path.GetFileName(path)}", null, File.ReadAllText(path)))
            .OrderBy(script => script.Name, StringComparer.Ordinal),
    ];

    /// <summary>By version, then the repeatable ones by name: as they run.</summary>
    public IReadOnlyList<ScriptFile> All => field ??= [.. Scripts, .. RepeatableScripts];

    /// <summary>An image's folder with the first scripts, their downs, and some besides.</summary>
    /// <param name="tag">Names the image.</param>
    /// <param name="count">How many of <see cref="All"/>.</param>
    /// <param name="extra">More, that are not in the folder.</param>
    public ScriptImage Make(string tag, int count, params IReadOnlyList<ScriptFile> extra) =>
        Make(tag, [.. All.Take(count)], extra);

    /// <summary>An image's folder with these scripts, their downs, and some besides.</summary>
    public ScriptImage Make(string tag, IReadOnlyList<ScriptFile> scripts, params IReadOnlyList<ScriptFile> extra)
    {
        var image = Directory.CreateDirectory(Path.Combine(workshop, tag)).FullName;
        foreach (var name in scripts.SelectMany(script => new[] { script.Name, script.DownName }))
        {
            Copy(name, image);
        }

        foreach (var script in extra)
        {
            File.WriteAllText(Path.Combine(image, script.Name), script.Text);
            if (script.Down is { } down)
            {
                File.WriteAllText(Path.Combine(image, script.DownName), down);
            }
        }

        return new(tag, image, [.. scripts, .. extra]);
    }

    /// <summary>Whether a rollback has to keep it: it has no down, or its author has said so.</summary>
    public bool IsKept(ScriptFile script)
    {
        var down = Path.Combine(folder, script.DownName);
        return File.Exists(down)
            ? Irreversible.IsMatch(script.Text) || Irreversible.IsMatch(File.ReadAllText(down))
            : script.Number is not null || Irreversible.IsMatch(script.Text);
    }

    [GeneratedRegex(@"^\s*--\s*lockstep:\s*irreversible\s*?$", Options, matchTimeoutMilliseconds: 1000)]
    static partial Regex Irreversible { get; }

    const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.Multiline | RegexOptions.CultureInvariant;

    /// <summary>A script that comes after all others, and after so many that do, too.</summary>
    public ScriptFile Next(string rest, string text, int after = 0)
    {
        var number = Scripts[^1].Number.GetValueOrDefault() + 1 + after;
        var digits = Scripts[^1].Name.IndexOf('_', StringComparison.Ordinal);
        var prefix = number.ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0');
        return new($"{prefix}_{rest}.sql", number, text);
    }

    void Copy(string name, string image)
    {
        if (Path.Combine(folder, name) is var source && File.Exists(source))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(image, name))!);
            File.Copy(source, Path.Combine(image, name));
        }
    }

    static IEnumerable<string> Ups(string folder) => Directory.Exists(folder)
        ? Directory.GetFiles(folder, "*.sql").Where(path => !path.EndsWith(".down.sql", StringComparison.Ordinal))
        : [];

    static BigInteger Number(string path)
    {
        var digits = Path.GetFileName(path).Split('_')[0];
        return BigInteger.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new InvalidDataException($"{path} does not begin with a version number, as in 0001_create_customers.sql.");
    }
}
