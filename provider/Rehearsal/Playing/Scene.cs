using Lockstep.Rehearsal.CloudFormation.Resources;
using Lockstep.Rehearsal.CloudFormation.Stacks;
using Lockstep.Rehearsal.Inspecting;
using Lockstep.Rehearsal.Traffic;

namespace Lockstep.Rehearsal.Playing;

/// <summary>What an act left behind, for its expectations to be checked against.</summary>
/// <param name="Before">The database before the act.</param>
/// <param name="After">The database after it.</param>
/// <param name="Status">The stack's.</param>
/// <param name="Events">The act's.</param>
/// <param name="Exchanges">Requests to the function and their answers.</param>
/// <param name="Written">What the application wrote in this act.</param>
/// <param name="ApiVersion">The SCHEMA_VERSION that the API has now; empty without an API.</param>
/// <param name="Log">What the function logged.</param>
sealed record Scene(
    DatabaseState Before,
    DatabaseState After,
    string Status,
    IReadOnlyList<StackEvent> Events,
    IReadOnlyList<CustomResourceExchange> Exchanges,
    IReadOnlyList<WrittenRow> Written,
    string ApiVersion,
    IReadOnlyList<string> Log)
{
    /// <summary>The orders that were placed through the API; null: nobody could place any.</summary>
    public Trade? Trade { get; init; }

    /// <summary>What the running API says of itself; null: there is none to ask.</summary>
    public Readiness? Readiness { get; init; }

    /// <summary>The tables that the API's role could not use right after the migration; null: nobody has looked.</summary>
    public IReadOnlyList<string>? ClosedTables { get; init; }

    /// <summary>The role that the API signs in as; empty before there was one.</summary>
    public string Role { get; init; } = "";

    /// <summary>How often the password was asked for in this act; null: the function was given it with the address.</summary>
    public int? SecretCalls { get; init; }

    /// <summary>The requests to the migration alone.</summary>
    public IReadOnlyList<CustomResourceExchange> Migrations =>
        [.. Exchanges.Where(exchange => exchange.Request.LogicalId == ShopTemplate.Migration)];
}
