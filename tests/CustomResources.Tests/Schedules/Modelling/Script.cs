using System.Globalization;

namespace Lockstep.CustomResources.Tests.Schedules.Modelling;

/// <summary>A script of an image: two statements that make an object each.</summary>
/// <param name="Number">Its number, which the images of a resource share.</param>
/// <param name="Kind">What is special about it.</param>
/// <param name="Seconds">How long it takes.</param>
sealed record Script(int Number, ScriptKind Kind, int Seconds)
{
    public string Name => string.Create(CultureInfo.InvariantCulture, $"{Number:0000}");

    public IReadOnlyList<string> Objects => [$"{Name}.a", $"{Name}.b"];
}

enum ScriptKind
{
    Plain,

    /// <summary>It has no down.</summary>
    Irreversible,

    /// <summary>Its second statement fails.</summary>
    Mistaken,

    /// <summary>Its statements do not end when they are cancelled.</summary>
    Deaf,
}
