using System.Buffers;
using Lockstep.PostgresMigrations.Scripts.Checking;
using Lockstep.PostgresMigrations.Scripts.Decoding;
using Lockstep.PostgresMigrations.Scripts.Expanding;
using Lockstep.PostgresMigrations.Scripts.Lexing;
using Lockstep.PostgresMigrations.Scripts.Packing;

namespace Lockstep.PostgresMigrations.Scripts;

/// <summary>
/// The SQL of one file, an up or a down. Text, directives and findings are made when they are first wanted: a run
/// with nothing to do reads names and checksums alone.
/// </summary>
public sealed class ScriptText
{
    readonly ReadOnlyMemory<byte> _checksumBytes;
    readonly ScriptBytes? _file;
    readonly IReadOnlyDictionary<string, string> _variables = Variables.None;
    DecodedText? _decoded;
    Expansion? _expansion;
    DirectiveReader? _directives;
    IReadOnlyList<Finding>? _findings;
    string? _checksum;

    /// <summary>A script whose text is at hand, such as one from the journal.</summary>
    /// <param name="name">As in the journal: <c>0007_add_orders.down.sql</c>.</param>
    /// <param name="text">Without byte order mark, otherwise verbatim.</param>
    public ScriptText(string name, string text)
    {
        Name = name;
        _decoded = new DecodedText(text, IsValid: true);
    }

    internal ScriptText(string name, ScriptBytes file, ReadOnlyMemory<byte> checksum)
    {
        Name = name;
        _file = file;
        _checksumBytes = checksum;
    }

    ScriptText(ScriptText without, IReadOnlyDictionary<string, string> variables)
        : this(without.Name, without._file!, without._checksumBytes) => _variables = variables;

    /// <summary>The file's name; that of a repeatable begins with <c>repeatable/</c>.</summary>
    public string Name { get; }

    /// <summary>What runs: the file without byte order mark, with the values of its variables, otherwise verbatim.</summary>
    public string Text => Expansion.Text;

    /// <summary>
    /// Lower-case hex SHA-256 of the file's UTF-8, with CRLF as LF: of what its author wrote, whatever its variables' values.
    /// </summary>
    public string Checksum => _checksum ??=
        _checksumBytes.IsEmpty ? ScriptChecksum.Of(Text) : ScriptChecksum.Text(_checksumBytes.Span);

    /// <summary>The same of <see cref="Text"/>, which differs where the file has variables.</summary>
    internal string RunChecksum => Expansion.Replacements.Count == 0 ? Checksum : ScriptChecksum.Of(Text);

    /// <summary>
    /// True when this is its checksum: compares without making text of it, for 10,000 scripts at a time.
    /// </summary>
    public bool HasChecksum(ReadOnlySpan<char> checksum)
    {
        Span<byte> bytes = stackalloc byte[ScriptPack.ChecksumLength];
        return _checksumBytes.IsEmpty
            ? checksum.SequenceEqual(Checksum)
            : checksum.Length == 2 * bytes.Length
                && Convert.FromHexString(checksum, bytes, out _, out _) is OperationStatus.Done
                && bytes.SequenceEqual(_checksumBytes.Span);
    }

    /// <summary>What the comment lines at the top ask for.</summary>
    public Directives Directives => DirectiveReader.Directives;

    /// <summary>Everything wrong with this text that can be seen without a database.</summary>
    public IReadOnlyList<Finding> Findings => _findings ??= TextFindings.Of(this);

    internal DirectiveReader DirectiveReader => _directives ??= DirectiveReader.Read(Text);

    internal DecodedText Decoded => _decoded ??= DecodedText.Of(_file!);

    // A text from the journal ran as it is.
    internal Expansion Expansion => _expansion ??= _file is null
        ? new Expansion(Decoded.Text, [], [])
        : Expansion.Of(Decoded.Text, _variables);

    /// <summary>The same file with values for its variables; a text from elsewhere has none.</summary>
    internal ScriptText With(IReadOnlyDictionary<string, string> variables) =>
        _file is null ? this : new ScriptText(this, variables);

    /// <summary>The place in the file of an offset of <see cref="Text"/>.</summary>
    internal ScriptPosition At(int offset) => ScriptPosition.Of(Decoded.Text, Expansion.SourceOffset(offset));

    /// <summary>The file's bytes; null for a text that came from elsewhere.</summary>
    internal ScriptBytes? File => _file;

    /// <summary>The statements in their order, found one by one while they are asked for.</summary>
    internal IEnumerable<Statement> Statements
    {
        get
        {
            var position = 0;
            while (StatementLexer.TryReadNext(Text, ref position, problems: null, out var span))
            {
                yield return new Statement(this, span);
            }
        }
    }
}
