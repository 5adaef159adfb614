using System.Diagnostics.CodeAnalysis;

namespace Lockstep.Rehearsal.Aws;

/// <summary>AWS Secrets Manager as far as a reader of secrets sees it, on loopback: <c>GetSecretValue</c> in the JSON 1.1
/// protocol, by name or ARN, for the stages AWSCURRENT and AWSPREVIOUS.</summary>
public sealed class SecretsManagerStandIn : IAsyncDisposable
{
    readonly SecretsManagerDesk _desk;
    readonly LoopbackHost _host;

    SecretsManagerStandIn(SecretsManagerDesk desk, LoopbackHost host)
    {
        (_desk, _host) = (desk, host);
    }

    /// <summary>For <c>AWS_ENDPOINT_URL_SECRETS_MANAGER</c>.</summary>
    public Uri Endpoint => new($"http://{_host.HostAndPort}");

    /// <summary>How many requests came, the refused ones too.</summary>
    public int Calls => _desk.Calls;

    /// <param name="region">Where requests must be signed for, and what ARNs say: <c>eu-west-1</c>.</param>
    /// <param name="accountId">What ARNs say: twelve digits.</param>
    /// <param name="clock">Dates the versions of a secret.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    [SuppressMessage("Reliability", "CA2000", Justification = "The stand-in owns its host.")]
    public static async Task<SecretsManagerStandIn> StartAsync(
        string region, string accountId, TimeProvider clock, CancellationToken cancellationToken)
    {
        var desk = new SecretsManagerDesk(region, accountId, clock);
        return new(desk, await LoopbackHost.StartAsync(desk.AnswerAsync, cancellationToken));
    }

    /// <summary>Makes a secret and gives its ARN, which ends in six random characters as AWS's do.</summary>
    /// <exception cref="ArgumentException">There is one of that name.</exception>
    public string Create(string name, string secretString) => _desk.Create(name, secretString);

    /// <summary>Gives a secret a new value; the old one is then AWSPREVIOUS.</summary>
    /// <param name="secretId">Its name or ARN.</param>
    /// <param name="secretString">The new value.</param>
    public void Rotate(string secretId, string secretString) => _desk.Rotate(secretId, secretString);

    /// <summary>How often a secret's value was asked for, by requests that were in order.</summary>
    /// <param name="secretId">Its name or ARN.</param>
    public int CallsFor(string secretId) => _desk.CallsFor(secretId);

    /// <summary>Lets the next requests that are in order fail.</summary>
    public void Inject(SecretsManagerFault fault, int times) => _desk.Faults.Add(fault, times);

    public ValueTask DisposeAsync() => _host.DisposeAsync();
}
