using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Lockstep.Rehearsal.Inspecting.Objects;
using Npgsql;

namespace Lockstep.Rehearsal.Inspecting;

/// <summary>What a database is made of, an object or a part of one a line. Two databases are alike when the lines are; there
/// are no oids in them and no column positions, which say how one came to be and not what it is.</summary>
public sealed partial class Catalogue
{
    Catalogue(IEnumerable<string> lines) => Lines = [.. lines.Order(StringComparer.Ordinal)];

    /// <summary>Sorted: <c>column public.orders.note: text, collation "default"</c>.</summary>
    public IReadOnlyList<string> Lines { get; }

    /// <summary>Reads everything but the system's schemas and the journal's.</summary>
    [SuppressMessage("Security", "CA2100", Justification = "The statement is made of constants.")]
    public static async Task<Catalogue> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        await using var command = new NpgsqlCommand(CatalogueQuery.Text, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            lines.Add(reader.GetString(0));
        }

        return new(lines);
    }

    /// <summary>What scripts make, without what others have granted on it.</summary>
    public Catalogue WithoutGrants() => new(
        Lines.Where(line => !line.StartsWith(DatabaseObjects.DefaultPrivileges, StringComparison.Ordinal))
            .Select(line => Grants().Replace(line, "")));

    /// <summary>What is only here with a minus, what is only there with a plus; empty when they are alike.</summary>
    public IReadOnlyList<string> DifferenceTo(Catalogue other) =>
    [
        .. Lines.Except(other.Lines, StringComparer.Ordinal).Select(line => $"- {line}"),
        .. other.Lines.Except(Lines, StringComparer.Ordinal).Select(line => $"+ {line}"),
    ];

    [GeneratedRegex(@", grants \{[^}]*\}", RegexOptions.NonBacktracking)]
    private static partial Regex Grants();
}
