namespace Lockstep.Cli.Printing;

/// <summary>Where the tool prints: a terminal, or a file that nobody wants to see escape sequences in.</summary>
/// <param name="output">Takes the text.</param>
/// <param name="width">Characters in a line.</param>
/// <param name="hasColor">Whether colours are understood, and wanted.</param>
sealed class Screen(TextWriter output, int width, bool hasColor)
{
    const int WidthOfALog = 140;
    const int Narrowest = 100;
    const int Widest = 180;

    public int Width => width;

    // https://no-color.org
    public static Screen OfThisProcess()
    {
        var isTerminal = !Console.IsOutputRedirected && Variable("TERM") is not ("" or "dumb");
        var width = isTerminal ? Math.Clamp(Console.WindowWidth, Narrowest, Widest) : WidthOfALog;
        return new(Console.Out, width, hasColor: isTerminal && Variable("NO_COLOR").Length == 0);
    }

    public void Line(string text) => output.WriteLine(text);

    public void Line() => output.WriteLine();

    public void Title(string text)
    {
        Line(Bold(text));
        Line(Dim(new string('=', text.Length)));
    }

    public string Bold(string text) => Styled(text, 1);

    public string Dim(string text) => Styled(text, 2);

    public string Red(string text) => Styled(text, 31);

    public string Green(string text) => Styled(text, 32);

    public string Yellow(string text) => Styled(text, 33);

    static string Variable(string name) => Environment.GetEnvironmentVariable(name) ?? "";

    string Styled(string text, int style) => hasColor ? $"\e[{style}m{text}\e[0m" : text;
}
