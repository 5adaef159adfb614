namespace Lockstep.PostgresMigrations.Scripts;

/// <summary>
/// Makes scripts of files: reads their names, gives each up its down, and puts them in running order.
/// </summary>
sealed class ScriptPairs
{
    readonly List<Script> _scripts = [];
    readonly List<(ScriptFileName Name, ScriptText Text)> _downs = [];
    readonly List<Finding> _findings = [];

    /// <summary>Takes the files in ordinal order of their paths.</summary>
    public static ScriptLibrary Assemble(List<ScriptText> files)
    {
        var pairs = new ScriptPairs();
        foreach (var file in files)
        {
            pairs.Take(file);
        }

        pairs.PairTheRest();
        pairs.Order();
        pairs.ReportDuplicates();
        return new ScriptLibrary(
            pairs._scripts, [.. pairs._findings.OrderBy(finding => finding.File, StringComparer.Ordinal)]);
    }

    void Take(ScriptText file)
    {
        if (!ScriptFileName.IsSql(file.Name))
        {
            return;
        }

        if (ScriptFileName.Read(file.Name, out var name) is { } problem)
        {
            Report(file.Name, problem);
        }
        else if (name.IsDown)
        {
            _downs.Add((name, file));
        }
        else
        {
            _scripts.Add(new Script(name.Kind, name.Version, file, TakeDownOf(name)));
        }
    }

    // In ordinal order a down stands before its up, next to it but for rare names: no index is needed.
    ScriptText? TakeDownOf(ScriptFileName up)
    {
        if (_downs.Count == 0 || !_downs[^1].Name.Stem.SequenceEqual(up.Stem))
        {
            return null;
        }

        var down = _downs[^1].Text;
        _downs.RemoveAt(_downs.Count - 1);
        return down;
    }

    void PairTheRest()
    {
        foreach (var (name, text) in _downs)
        {
            var index = _scripts.FindIndex(script => script.Name == name.Up);
            if (index >= 0)
            {
                _scripts[index] = _scripts[index] with { Down = text };
            }
            else
            {
                ReportLonely(name);
            }
        }
    }

    void ReportLonely(ScriptFileName down)
    {
        var up = down.Version is null ? null : _scripts.Find(script => script.Version == down.Version);
        Report(down.Path, up is null
            ? $"There is no '{down.Up}' that this would take back. Add it, or remove this file."
            : $"Its name differs from that of '{up.Name}'. Rename one of them.");
    }

    // Names with leading zeros are in order already, and 10,000 comparisons cost less than a sort.
    void Order()
    {
        for (var index = 1; index < _scripts.Count; index++)
        {
            if (Compare(_scripts[index - 1], _scripts[index]) > 0)
            {
                _scripts.Sort(Compare);
                return;
            }
        }
    }

    void ReportDuplicates()
    {
        for (var index = 1; index < _scripts.Count; index++)
        {
            var (before, script) = (_scripts[index - 1], _scripts[index]);
            if (script.Version is { } version && version == before.Version)
            {
                Report(script.Name, $"'{before.Name}' has the same version, {version}. Renumber one of them.");
            }
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
