namespace Lockstep.PostgresMigrations.Scripts.Lexing;

/// <summary>
/// Sorts characters as scan.l does: every character from U+0080 on may stand in a name or a dollar quote's tag, because
/// the server's scanner sees its UTF-8 bytes, all of them above 127.
/// https://github.com/postgres/postgres/blob/REL_18_STABLE/src/backend/parser/scan.l
/// </summary>
static class CharClasses
{
    static readonly CharClass[] Table = Build();

    public static CharClass Of(char character) => character < 128 ? Table[character] : CharClass.Letter;

    public static bool StartsName(char character) => Of(character) is CharClass.Letter;

    public static bool ContinuesTag(char character) => Of(character) is CharClass.Letter or CharClass.Digit;

    public static bool ContinuesName(char character) =>
        Of(character) is CharClass.Letter or CharClass.Digit or CharClass.Dollar;

    static CharClass[] Build()
    {
        var table = new CharClass[128];
        Set(table, " \t\n\r\f\v", CharClass.Space);
        Set(table, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_", CharClass.Letter);
        Set(table, "0123456789", CharClass.Digit);
        Set(table, "$", CharClass.Dollar);
        Set(table, "'", CharClass.SingleQuote);
        Set(table, "\"", CharClass.DoubleQuote);
        Set(table, "-", CharClass.Dash);
        Set(table, "/", CharClass.Slash);
        Set(table, ";", CharClass.Semicolon);
        Set(table, "(", CharClass.Open);
        Set(table, ")", CharClass.Close);
        Set(table, "\\", CharClass.Backslash);
        return table;
    }

    static void Set(CharClass[] table, string characters, CharClass value)
    {
        foreach (var character in characters)
        {
            table[character] = value;
        }
    }
}
