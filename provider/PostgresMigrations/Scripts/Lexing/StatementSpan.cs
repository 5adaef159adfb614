using System.Runtime.InteropServices;

namespace Lockstep.PostgresMigrations.Scripts.Lexing;

/// <summary>Where a statement stands in its text, in UTF-16 units.</summary>
/// <param name="Start">Its first token; comments before it do not belong to it.</param>
/// <param name="End">Its semicolon, or behind its last token where the text ends without one.</param>
/// <param name="DataStart">
/// The first line of the data of <c>COPY … FROM STDIN</c>; -1 for every other statement.
/// </param>
/// <param name="DataEnd">The line with <c>\.</c>, or the end of the text.</param>
[StructLayout(LayoutKind.Auto)]
readonly record struct StatementSpan(int Start, int End, int DataStart = -1, int DataEnd = -1);
