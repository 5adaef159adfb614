using System.Text.Json.Serialization;

namespace Lockstep.CustomResources.Tests.Support;

/// <summary>One of everything that a template can say.</summary>
public sealed record ThingProperties
{
    public string Name { get; init; } = "unnamed";

    public string? Note { get; init; }

    public int Port { get; init; } = 5432;

    public short? Level { get; init; }

    public long Count { get; init; }

    public double Ratio { get; init; }

    public decimal Price { get; init; }

    public bool Enabled { get; init; } = true;

    public Colour Colour { get; init; } = Colour.Green;

    public TimeSpan Wait { get; init; } = TimeSpan.FromSeconds(5);

    public Guid? Token { get; init; }

    public IReadOnlyList<Grant> Grants { get; init; } = [];

    public IReadOnlyList<int> Sizes { get; init; } = [];

    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}

public sealed record Grant(string Schema = "public", bool CanWrite = false, Grant? Then = null);

public enum Colour
{
    Red,
    Green,
    Blue,
}

[JsonSerializable(typeof(ThingProperties))]
sealed partial class ThingContext : JsonSerializerContext;
