using System.Reflection;
using Lockstep.Api.Database;

namespace Lockstep.Api.Tests.Support;

/// <summary>Every statement that the API can run, found wherever it stands.</summary>
static class ApiStatements
{
    public static IReadOnlyList<Statement> All { get; } =
    [
        .. typeof(Statement).Assembly.GetTypes().Where(type => !type.ContainsGenericParameters)
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(field => field.FieldType.IsAssignableTo(typeof(Statement)))
            .Select(field => (Statement)field.GetValue(null)!)
            .OrderBy(statement => statement.Name, StringComparer.Ordinal),
    ];
}
