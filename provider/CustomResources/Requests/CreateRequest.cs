namespace Lockstep.CustomResources.Requests;

/// <summary>Make the resource; every property is valid.</summary>
public sealed record CreateRequest<TProperties>(RequestContext Context, TProperties Properties)
{
    /// <inheritdoc cref="RequestContext.ToString"/>
    public override string ToString() => Context.ToString();
}
