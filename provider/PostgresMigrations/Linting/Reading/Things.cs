using Lockstep.PostgresMigrations.Scripts.Classifying;

namespace Lockstep.PostgresMigrations.Linting.Reading;

/// <summary>Reads the words for a kind of object.</summary>
static class Things
{
    public const string Table = "TABLE";
    public const string View = "VIEW";
    public const string MaterializedView = "MATERIALIZED VIEW";
    public const string Index = "INDEX";
    public const string Schema = "SCHEMA";
    public const string Database = "DATABASE";
    public const string Type = "TYPE";

    static readonly string[] Words =
    [
        Table, View, Index, Schema, Database, Type, "SEQUENCE", "DOMAIN", "FUNCTION", "PROCEDURE", "ROUTINE", "AGGREGATE",
        "TRIGGER", "EXTENSION", "POLICY", "RULE", "COLLATION", "STATISTICS", "SERVER", "PUBLICATION",
    ];

    static readonly (string First, string Second)[] Pairs =
        [("MATERIALIZED", View), ("FOREIGN", Table), ("EVENT", "TRIGGER")];

    /// <summary>Goes past the words; null where the object is of no concern here.</summary>
    public static string? Take(ref WordReader words)
    {
        foreach (var word in Words)
        {
            if (words.Take(word))
            {
                return word;
            }
        }

        foreach (var (first, second) in Pairs)
        {
            if (words.Take(first, second))
            {
                return $"{first} {second}";
            }
        }

        return null;
    }

    /// <summary>Whether rows go with it that nobody can write again.</summary>
    public static bool HoldsRows(string thing) => thing is Table or Schema or Database;
}
