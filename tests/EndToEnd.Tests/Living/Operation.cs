using Lockstep.Rehearsal.CloudFormation.Resources;

namespace Lockstep.EndToEnd.Tests.Living;

/// <summary>An operation of the stack that is over.</summary>
/// <param name="Exchanges">What custom resources were asked.</param>
/// <param name="Troubles">What went wrong.</param>
sealed record Operation(IReadOnlyList<CustomResourceExchange> Exchanges, IReadOnlyList<Trouble> Troubles)
{
    /// <summary>Whether it happened to any request.</summary>
    public bool Has(TroubleKind kind) => Troubles.Any(trouble => trouble.Kind == kind);

    public IReadOnlyList<CustomResourceExchange> OfTheMigration => Of(LifeTemplate.Migration);

    public IReadOnlyList<CustomResourceExchange> OfTheRole => Of(LifeTemplate.Role);

    IReadOnlyList<CustomResourceExchange> Of(string name) =>
        [.. Exchanges.Where(exchange => exchange.Request.LogicalId == name)];
}
