using System.Security.Cryptography;
using System.Text;
using Lockstep.PostgresMigrations.Scripts;

namespace Lockstep.PostgresMigrations.Running.Progressing;

/// <summary>Tells whether the first statements of a script are what they were: comments between them do not count.</summary>
sealed class StatementsHash : IDisposable
{
    readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Lower-case hex, of the statements added so far.</summary>
    public string Current => Convert.ToHexStringLower(_hash.GetCurrentHash());

    public void Add(Statement statement)
    {
        Add(statement.Text);
        Add(statement.CopyData.ToString());
    }

    public void Dispose() => _hash.Dispose();

    // As for a script's checksum, a checkout on Windows is the same script.
    void Add(string text) =>
        _hash.AppendData(Encoding.UTF8.GetBytes($"{text.Replace("\r\n", "\n", StringComparison.Ordinal)};\n"));
}
