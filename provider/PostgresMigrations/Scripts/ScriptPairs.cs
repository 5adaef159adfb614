namespace Lockstep.PostgresMigrations.Scripts;

/// <summary>Makes scripts of files: reads their names, gives each up its down, and puts them in running order.</summary>
sealed class ScriptPairs
{
    readonly List<(ScriptFileName Name, ScriptText Text)> _ups = [];
    readonly Dictionary<string, (ScriptFileName Name, ScriptText Text)> _downs = new(StringComparer.Ordinal);
    readonly List<Finding> _findings = [];

    public static ScriptLibrary Assemble(IEnumerable<ScriptFile> files)
    {
        var pairs = new ScriptPairs();
        foreach (var file in files)
        {
            pairs.Take(file);
        }

        var scripts = pairs.Order();
        pairs.ReportDuplicates(scripts);
        pairs.ReportLonelyDowns(scripts);
        return new ScriptLibrary(scripts, [.. pairs._findings.OrderBy(finding => finding.File, StringComparer.Ordinal)]);
    }

    void Take(ScriptFile file)
    {
        if (!ScriptFileName.IsSql(file.Path))
        {
            return;
        }

        var (name, problem) = ScriptFileName.Read(file.Path);
        if (name is null)
        {
            Report(file.Path, problem!);
        }
        else if (name.IsDown)
        {
            _downs.Add(name.Up, (name, file.Text));
        }
        else
        {
            _ups.Add((name, file.Text));
        }
    }

    List<Script> Order()
    {
        var scripts = new List<Script>(_ups.Count);
        foreach (var (name, text) in _ups)
        {
            var down = _downs.Remove(name.Up, out var found) ? found.Text : null;
            scripts.Add(new Script(name.Kind, name.Version, text, down));
        }

        // Names with leading zeros are in order already, and 10,000 comparisons cost less than a sort.
        for (var index = 1; index < scripts.Count; index++)
        {
            if (Compare(scripts[index - 1], scripts[index]) > 0)
            {
                scripts.Sort(Compare);
                break;
            }
        }

        return scripts;
    }

    void ReportDuplicates(List<Script> scripts)
    {
        for (var index = 1; index < scripts.Count; index++)
        {
            var (before, script) = (scripts[index - 1], scripts[index]);
            if (script.Version is { } version && version == before.Version)
            {
                Report(script.Name, $"'{before.Name}' has the same version, {version}. Renumber one of them.");
            }
        }
    }

    void ReportLonelyDowns(List<Script> scripts)
    {
        foreach (var (name, text) in _downs.Values)
        {
            var up = name.Version is null ? null : scripts.Find(script => script.Version == name.Version);
            Report(text.Name, up is null
                ? $"There is no '{name.Up}' that this would take back. Add it, or remove this file."
                : $"Its name differs from that of '{up.Name}'. Rename one of them.");
        }
    }

    void Report(string file, string message) => _findings.Add(new Finding(file, null, null, message));

    static int Compare(Script left, Script right)
    {
        var byKind = left.Kind.CompareTo(right.Kind);
        var byVersion = byKind != 0 ? byKind : Nullable.Compare(left.Version, right.Version);
        return byVersion != 0 ? byVersion : string.CompareOrdinal(left.Name, right.Name);
    }
}
