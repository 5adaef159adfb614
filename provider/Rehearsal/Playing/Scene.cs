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
    /// <summary>The requests to the migration alone.</summary>
    public IReadOnlyList<CustomResourceExchange> Migrations =>
        [.. Exchanges.Where(exchange => exchange.Request.LogicalId == ShopTemplate.Migration)];
}
