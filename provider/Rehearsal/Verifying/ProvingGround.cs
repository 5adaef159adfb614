using System.Globalization;
using Lockstep.Rehearsal.Lambda;
using Lockstep.Rehearsal.Playing;
using Lockstep.Rehearsal.Postgres;
using Lockstep.Rehearsal.Scripts;

namespace Lockstep.Rehearsal.Verifying;

/// <summary>The stack that is tried on now; a new one on a new database where the last trial left something behind.</summary>
sealed class ProvingGround(PostgresServer server, ScriptShelf shelf, string function, FunctionLog log) : IAsyncDisposable
{
    static readonly TimeSpan FunctionTimeout = TimeSpan.FromMinutes(15);

    readonly Dictionary<int, ScriptImage> _images = [];
    PostgresLogin? _login;
    VerifiedStack? _stack;

    public VerifiedStack Stack => _stack ?? throw new InvalidOperationException("Nothing was begun.");

    /// <summary>A new database, at a state.</summary>
    public async Task BeginAsync(int state, CancellationToken cancellationToken)
    {
        await DisposeAsync();
        _login ??= await server.CreateLoginAsync("CREATEROLE", cancellationToken);
        _stack = new VerifiedStack(await server.CreateDatabaseAsync(_login, cancellationToken), Start);
        if (state > 0)
        {
            await GoAsync(state, cancellationToken);
        }
    }

    /// <summary>Deploys the image of a state.</summary>
    /// <exception cref="RehearsalException">It cannot be deployed.</exception>
    public async Task GoAsync(int state, CancellationToken cancellationToken)
    {
        if (await Stack.DeployAsync(state, cancellationToken) is { } failure)
        {
            throw new RehearsalException($"There is nothing to verify until every script can be deployed. {failure}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_stack is not null)
        {
            await _stack.DisposeAsync();
        }
    }

    FunctionProcess Start(int state, string database)
    {
        if (!_images.TryGetValue(state, out var image))
        {
            _images[state] = image = shelf.Make(state.ToString(CultureInfo.InvariantCulture), state);
        }

        return new FunctionProcess(new FunctionOptions
        {
            Executable = function,
            Timeout = FunctionTimeout,
            Output = log.From($"image:{image.Tag}"),
            Environment = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["LOCKSTEP_CONNECTION"] = database,
                ["LOCKSTEP_SCRIPTS"] = image.Folder,
            },
        });
    }
}
