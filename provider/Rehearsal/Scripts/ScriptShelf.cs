using System.Globalization;
using System.Numerics;

namespace Lockstep.Rehearsal.Scripts;

/// <summary>A folder of scripts, and the images that are made of it.</summary>
/// <param name="folder">The scripts: <c>sql/</c>.</param>
/// <param name="workshop">Where the images' folders are made.</param>
public sealed class ScriptShelf(string folder, string workshop)
{
    /// <summary>By version.</summary>
    public IReadOnlyList<ScriptFile> Scripts { get; } =
    [
        .. Directory.GetFiles(folder, "*.sql").Where(path => !path.EndsWith(".down.sql", StringComparison.Ordinal))
            .Select(path => new ScriptFile(Path.GetFileName(path), Number(path), File.ReadAllText(path)))
            .OrderBy(script => script.Number),
    ];

    /// <summary>An image's folder with the first scripts, their downs, and one script besides.</summary>
    /// <param name="tag">Names the image.</param>
    /// <param name="count">How many scripts.</param>
    /// <param name="extra">One more, that is not in the folder.</param>
    public ScriptImage Make(string tag, int count, ScriptFile? extra = null)
    {
        var image = Directory.CreateDirectory(Path.Combine(workshop, tag)).FullName;
        var scripts = Scripts.Take(count).ToList();
        foreach (var name in scripts.SelectMany(script => new[] { script.Name, script.DownName }))
        {
            Copy(name, image);
        }

        if (extra is not null)
        {
            File.WriteAllText(Path.Combine(image, extra.Name), extra.Text);
        }

        return new(tag, image, extra is null ? scripts : [.. scripts, extra]);
    }

    /// <summary>The name of a script that comes after all others.</summary>
    public ScriptFile Next(string rest, string text)
    {
        var number = Scripts[^1].Number + 1;
        var digits = Scripts[^1].Name.IndexOf('_', StringComparison.Ordinal);
        var prefix = number.ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0');
        return new($"{prefix}_{rest}.sql", number, text);
    }

    void Copy(string name, string image)
    {
        if (Path.Combine(folder, name) is var source && File.Exists(source))
        {
            File.Copy(source, Path.Combine(image, name));
        }
    }

    static BigInteger Number(string path)
    {
        var digits = Path.GetFileName(path).Split('_')[0];
        return BigInteger.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new InvalidDataException($"{path} does not begin with a version number, as in 0001_create_customers.sql.");
    }
}
