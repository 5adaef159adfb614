using System.Globalization;
using CsCheck;
using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.Living;

/// <summary>
/// Deployments, mistakes, rollbacks, broken links, dead functions and events that come again, at random and on a real server.
/// </summary>
/// <remarks>
/// <c>LOCKSTEP_LIVES=2000</c> plays more of them. A life that breaks a promise is printed as short as it can be made, with the
/// seed that plays it again: <c>CsCheck_Seed</c>.
/// </remarks>
public sealed class AnyLife(SharedPostgres postgres)
{
    static readonly long Number =
        long.Parse(Environment.GetEnvironmentVariable("LOCKSTEP_LIVES") ?? "50", CultureInfo.InvariantCulture);

    [Fact]
    public Task KeepsThePromises() => Lives.Any.SampleAsync(
        life => LifePlayer.PlayAsync(postgres, life), iter: Number, threads: 4, print: life => life.ToString());
}
