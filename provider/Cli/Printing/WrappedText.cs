namespace Lockstep.Cli.Printing;

/// <summary>Breaks a text into lines: between words, and where a word is longer than a line, after an underscore or a
/// colon.</summary>
sealed class WrappedText
{
    readonly int _width;
    readonly List<string> _lines = [];
    string _line = "";

    WrappedText(int width) => _width = width;

    public static IReadOnlyList<string> Wrap(string text, int width)
    {
        var wrapped = new WrappedText(width);
        foreach (var paragraph in text.Split('\n'))
        {
            foreach (var word in paragraph.Split(' '))
            {
                wrapped.Add(word);
            }

            wrapped.Break();
        }

        return wrapped._lines;
    }

    void Add(string word)
    {
        var together = _line.Length == 0 ? word : $"{_line} {word}";
        if (together.Length <= _width)
        {
            _line = together;
            return;
        }

        if (_line.Length > 0)
        {
            Break();
        }

        while (word.Length > _width)
        {
            var joint = word.AsSpan(0, _width).LastIndexOfAny('_', ':');
            _line = word[..(joint > 0 ? joint + 1 : _width)];
            word = word[_line.Length..];
            Break();
        }

        _line = word;
    }

    void Break()
    {
        _lines.Add(_line);
        _line = "";
    }
}
