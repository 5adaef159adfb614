using System.Globalization;
using Lockstep.CustomResources.Requests;
using Lockstep.CustomResources.Tests.Schedules.Functions;

namespace Lockstep.CustomResources.Tests.Schedules.Modelling;

/// <summary>
/// One run of the function: where its link to the database breaks it carries the request out again, from its start. What was
/// committed by then, with or without a reply, is found on record.
/// </summary>
/// <param name="database">What it is connected with.</param>
/// <param name="process">Where it runs.</param>
/// <param name="context">Its request.</param>
/// <param name="isPatient">Whether FAILED, or giving up, does not serve the request: a rollback or a Delete.</param>
sealed class Attempts(Database database, FunctionProcess process, RequestContext context, bool isPatient)
{
    const int Most = 5;
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    // Of the runs before, which have ended: whatever they still hold nobody has any use for.
    readonly List<Connection> _former = [.. (context.Continuation.State ?? "")
        .Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(word => database.Sessions[int.Parse(word, CultureInfo.InvariantCulture)])];

    readonly List<Connection> _connections = [];
    int? _deliveries;

    /// <summary>Whether the database was asked, and has not answered, or not to the end.</summary>
    public bool HasLostLink => _connections.Exists(one => one.IsLost);

    /// <summary>Whether this run has been counted among the deliveries of its request.</summary>
    public bool IsCounted => _deliveries is not null;

    /// <summary>Whether another run may follow that comes further.</summary>
    public bool MayGoOn => isPatient && context.Continuation.MayGoOn(_deliveries);

    public Database Database => database;

    public Connection Connect()
    {
        var connection = database.Connect(process);
        _connections.Add(connection);
        return connection;
    }

    /// <summary>This run is on record.</summary>
    public void Count(int deliveries) => _deliveries ??= deliveries;

    /// <summary>Ends the sessions that it has lost, where the server has not noticed.</summary>
    public void EndLost() => Lost.ToList().ForEach(one => one.Terminate());

    /// <summary>Tells the next run which sessions there were.</summary>
    public Continue GoOn() => new(string.Join(' ', _former.Concat(_connections).Select(Number))) { Delivery = _deliveries };

    /// <exception cref="LinkBrokenException">The link broke every time.</exception>
    public async Task<ResourceOutcome> RunAsync(Func<Task<ResourceOutcome>> runAsync, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await runAsync();
            }
            catch (LinkLostException) when (!cancellationToken.IsCancellationRequested)
            {
                if (attempt == Most)
                {
                    throw new LinkBrokenException();
                }

                await Task.Delay(Pause * attempt, context.Clock, cancellationToken)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            }
            catch (Exception exception) when (exception is LinkLostException or OperationCanceledException
                && cancellationToken.IsCancellationRequested && HasLostLink && IsOnRecord && MayGoOn)
            {
                return GoOn();
            }
        }
    }

    IEnumerable<Connection> Lost => _former.Concat(_connections.Where(one => one.IsLost));

    string Number(Connection session) => database.Sessions.Index().First(one => one.Item == session).Index
        .ToString(CultureInfo.InvariantCulture);

    bool IsOnRecord => IsCounted || context.Continuation.Run > 1;
}

/// <summary>The link broke every time.</summary>
sealed class LinkBrokenException() : CustomResourceException("The connection to the database broke every time.");
