using System.Text.Json;
using Lockstep.CustomResources;
using Lockstep.CustomResources.Commands;
using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Deploying;
using Lockstep.PostgresMigrations.Running.SeveralRuns;
using Lockstep.PostgresMigrations.Running.Statements;
using Npgsql;

namespace Lockstep.PostgresMigrations.Operating;

/// <summary>One question about a schema: where it is, and how failures are told, is the same for each.</summary>
/// <param name="connection">The text of <c>LOCKSTEP_CONNECTION</c>, if any.</param>
/// <param name="credentials">Reads secrets and makes tokens.</param>
/// <param name="answerAsync">Makes the document of what is seen.</param>
sealed class OperatorCommand(
    string? connection, CredentialSource credentials,
    Func<Observation, IReadOnlyDictionary<string, string>, CancellationToken, Task<JsonElement>> answerAsync)
    : ICommand<MigrationProperties>
{
    public async Task<JsonElement> RunAsync(CommandRequest<MigrationProperties> request, CancellationToken cancellationToken)
    {
        var settings = ConnectionSettings.For(request.Properties, connection);
        var target = new Target(
            request.Context, request.Properties, settings, credentials, new Headway(request.Context));
        try
        {
            await using var observed = await Observation.OpenAsync(target, cancellationToken);
            return await answerAsync(observed, request.Options, cancellationToken);
        }
        catch (NpgsqlException exception)
        {
            var why = exception is PostgresException server ? $"{server.SqlState} {server.MessageText}" : exception.Message;
            throw new CustomResourceException(
                $"Database \"{settings.Database}\" on {settings.Host}:{settings.Port}: {Sentence.Of(why)} "
                    + "Nothing was changed; try again.",
                exception);
        }
    }
}
