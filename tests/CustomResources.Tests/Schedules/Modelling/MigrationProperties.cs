using System.Text.Json.Serialization;

namespace Lockstep.CustomResources.Tests.Schedules.Modelling;

/// <param name="Revision">Only grows, as a function's version does.</param>
/// <param name="Transaction">Each script by itself, or all of them at once.</param>
/// <param name="After">What it depends on; it changes nothing.</param>
sealed record MigrationProperties(int Revision = 0, Transaction Transaction = Transaction.Batch, string After = "");

enum Transaction
{
    Batch,
    Script,
}

[JsonSerializable(typeof(MigrationProperties))]
sealed partial class MigrationJson : JsonSerializerContext;
