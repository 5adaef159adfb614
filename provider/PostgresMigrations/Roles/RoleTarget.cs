using System.Globalization;
using Lockstep.CustomResources;
using Lockstep.CustomResources.Requests;
using Lockstep.PostgresMigrations.Connecting;

namespace Lockstep.PostgresMigrations.Roles;

/// <summary>What a request is about: the role, how to get to its database, and the id it goes by.</summary>
sealed record RoleTarget(
    RequestContext Context, RoleProperties Properties, ConnectionSettings Settings, CredentialSource Credentials)
{
    /// <summary>What a template can read with Fn::GetAtt.</summary>
    public static IReadOnlyList<string> Attributes { get; } = ["RoleName", "Host", "Port", "Database", "Authentication"];

    public string Role => Properties.RoleName!;

    /// <summary>From the properties; what they leave out comes from the connection.</summary>
    public string PhysicalResourceId =>
        PhysicalId.ForRole(Properties.Host ?? Settings.Host, Properties.Database ?? Settings.Database, Role);

    public DatabaseConnector Connector => new(Settings, Credentials, Context.Secrets, Context.Clock, Context.Log);

    /// <summary>Whether it is on another server, as far as names tell.</summary>
    public bool IsElsewhere(RoleTarget other) =>
        !Settings.Host.Equals(other.Settings.Host, StringComparison.OrdinalIgnoreCase) || Settings.Port != other.Settings.Port;

    public Succeeded Succeed(IEnumerable<string> remarks) => new(PhysicalResourceId)
    {
        Attributes = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["RoleName"] = Role,
            ["Host"] = Properties.Host ?? Settings.Host,
            ["Port"] = Settings.Port.ToString(CultureInfo.InvariantCulture),
            ["Database"] = Properties.Database ?? Settings.Database,
            ["Authentication"] = Properties.Authentication.ToString(),
        },
        Reason = string.Join(" ", remarks) is { Length: > 0 } reason ? reason : null,
    };
}
