using Lockstep.Cli.Printing;

namespace Lockstep.Cli.Tests.Support;

/// <summary>A screen whose text can be read back.</summary>
sealed class Paper : IDisposable
{
    readonly StringWriter _text = new() { NewLine = "\n" };

    public Paper(int width = 140, bool hasColor = false) => Screen = new(_text, width, hasColor);

    public Screen Screen { get; }

    public override string ToString() => _text.ToString();

    public void Dispose() => _text.Dispose();
}
