using System.Text.Json;

namespace Lockstep.CustomResources.Requests;

/// <summary>What could be read of an event's JSON, and what was wrong with it.</summary>
sealed class EventText
{
    static readonly int Members = Enum.GetValues<EventMember>().Length;

    readonly string?[] _values = new string?[Members];
    readonly bool[] _seen = new bool[Members];

    /// <summary>Why the event cannot be carried out.</summary>
    public List<string> Findings { get; } = [];

    /// <summary>What was wrong and doesn't matter; for the log.</summary>
    public List<string> Remarks { get; } = [];

    /// <summary>The text isn't one JSON object: what was read may be a part of it only.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Members that are none of a request's, as texts; null where one is a map, a list or nothing.</summary>
    public Dictionary<string, string?> Others { get; } = new(StringComparer.Ordinal);

    public JsonElement? ResourceProperties { get; set; }

    public JsonElement? OldResourceProperties { get; set; }

    /// <summary>What the run before has handed on; null in the first run.</summary>
    public CarriedRun? Carried { get; private set; }

    public string? this[EventMember member] => _values[(int)member];

    public bool Has(EventMember member) => _seen[(int)member];

    public void Break(string finding)
    {
        IsBroken = true;
        Findings.Add(finding);
    }

    /// <summary>Keeps the first of what claims to be handed on. What no run of ours has written is left out.</summary>
    public void Carry(CarriedRun? carried)
    {
        Others[CarriedRun.Member] = null;
        if (carried is null || Carried is not null)
        {
            Remarks.Add($"{CarriedRun.Member} is not what a run hands on to the next one");
        }

        Carried ??= carried;
    }

    /// <summary>Keeps the first value; a second one makes the event ambiguous.</summary>
    public void Set(EventMember member, string? value)
    {
        if (Has(member))
        {
            Findings.Add($"{member} is given twice");
            return;
        }

        _seen[(int)member] = true;
        _values[(int)member] = value;
    }
}
