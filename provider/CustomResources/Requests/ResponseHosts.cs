namespace Lockstep.CustomResources.Requests;

/// <summary>Hosts that may receive answers besides CloudFormation's own, also with http and on any port: for local use.</summary>
public sealed class ResponseHosts
{
    /// <summary>CloudFormation's own hosts only.</summary>
    public static ResponseHosts None { get; } = new();

    /// <summary>Reads <c>host</c> or <c>host:port</c>, separated by commas; null or empty gives none.</summary>
    public static ResponseHosts Parse(string? text) => throw new NotSupportedException(text);
}
