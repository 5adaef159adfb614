using System.Globalization;
using Lockstep.PostgresMigrations.Tests.Living;

namespace Lockstep.EndToEnd.Tests.Living;

/// <summary>The scripts of a life.</summary>
sealed class LifeScripts
{
    readonly List<LifeScript> _ever = [];
    int _version = 1;

    /// <summary>All that were written, as they are now.</summary>
    public IReadOnlyList<LifeScript> Ever => _ever;

    /// <summary>Writes more scripts.</summary>
    public IReadOnlyList<LifeScript> Write(IEnumerable<ScriptShape> shapes)
    {
        List<LifeScript> added = [.. shapes.Select(shape => new LifeScript(++_version, shape))];
        _ever.AddRange(added);
        return added;
    }

    /// <summary>What the last image or the database has, the next image has, too, and without the mistakes.</summary>
    public async Task<IReadOnlyList<LifeScript>> AdoptAsync(LifeDatabase database, IReadOnlyList<LifeScript> former)
    {
        var journaled = await database.JournaledAsync();
        var deployed = former.Select(script => script.Name).ToHashSet(StringComparer.Ordinal);
        deployed.UnionWith(journaled);
        Mend(deployed);
        return [.. _ever.Where(script => deployed.Contains(script.Name))];
    }

    /// <summary>The scripts of the next image, and the properties that order what it does.</summary>
    public static (IReadOnlyList<LifeScript> Scripts, (string Name, string Value)[] Properties) Ordered(
        Order order, IReadOnlyList<LifeScript> former, IReadOnlyList<LifeScript> added) => order switch
        {
            Order.TargetBack => (
                [.. former, .. added],
                [("TargetVersion", (former.SkipLast(1).LastOrDefault()?.Version ?? 1).ToString(CultureInfo.InvariantCulture))]),
            Order.Older => ([.. former.SkipLast(1)], [("OnAhead", "Keep")]),
            Order.OlderReverts => ([.. former.SkipLast(1)], [("OnAhead", "Revert")]),
            Order.OlderFails => ([.. former.SkipLast(1)], [("OnAhead", "Fail")]),
            _ => ([.. former, .. added], []),
        };

    void Mend(HashSet<string> names)
    {
        for (var i = 0; i < _ever.Count; i++)
        {
            _ever[i] = _ever[i] with { IsMended = _ever[i].IsMended || names.Contains(_ever[i].Name) };
        }
    }
}
