using System.Data;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Lockstep.Comparison.Peers;
using Lockstep.Rehearsal.Faults;
using Npgsql;

namespace Lockstep.Comparison;

/// <summary>A tool with a database and a folder for each image of its scripts.</summary>
[SuppressMessage("Security", "CA2100", Justification = "Statements of the cases.")]
sealed class Bench(Peer peer, PeerDatabase database, string workshop)
{
    int _images;

    /// <summary>Its scripts are SQL files.</summary>
    public bool ReadsFiles => peer.ReadsFiles;

    /// <summary>It has scripts that run again when their text has changed.</summary>
    public bool HasRepeatables => peer.HasRepeatables;

    /// <summary>SQL that changes the down of script 2 where the tool keeps it in the database; null: it keeps none.</summary>
    public string? TamperingWithDown => peer.TamperingWithDown;

    /// <summary>How a script writes the variable whose value <see cref="Peer.SetVariable"/> sets; null: there are none.</summary>
    public string? Variable => peer.Variable(Peer.VariableName);

    /// <summary>Whether the error names the file of a script and this line of its text.</summary>
    public (bool File, bool Line) Named(PeerResult result, string script, int line) =>
        (result.Says(script), result.SaysLine(line + peer.LinesInFront));

    /// <summary>An image with these scripts.</summary>
    public string Build(params IReadOnlyList<PeerScript> scripts)
    {
        var folder = Directory.CreateDirectory(Path.Combine(workshop, $"{++_images}")).FullName;
        peer.Lay(folder, scripts);
        return folder;
    }

    /// <summary>Changes the bytes of a script's file in an image.</summary>
    public static async Task RewriteAsync(string image, string script, Func<byte[], byte[]> rewrite)
    {
        var file = Directory.EnumerateFiles(image, $"*_{script}.*", SearchOption.AllDirectories).Single();
        await File.WriteAllBytesAsync(file, rewrite(await File.ReadAllBytesAsync(file)));
    }

    /// <summary>The same tool and database, reached in another way.</summary>
    public Bench Through(Action<NpgsqlConnectionStringBuilder> change) => new(peer, database.With(change), $"{workshop}-through");

    public Bench Through(FaultProxy way) => Through(parts => (parts.Host, parts.Port) = (way.Host, way.Port));

    /// <summary>A way to the server that can be cut.</summary>
    public FaultProxy StartProxy()
    {
        var parts = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        return FaultProxy.Start(parts.Host!, parts.Port, TimeProvider.System);
    }

    /// <summary>An image with these scripts is deployed.</summary>
    public Task<PeerResult> DeployAsync(params IReadOnlyList<PeerScript> scripts) => DeployAsync(Build(scripts));

    public async Task<PeerResult> DeployAsync(string image)
    {
        var result = await RunAsync(peer.Deploy(image, database));
        if (result.Succeeded)
        {
            database.Reached();
        }

        return result;
    }

    /// <summary>What a deployment would run; null: nobody can be asked.</summary>
    public async Task<PeerResult?> PlanAsync(string image) =>
        peer.Plan(image, database) is { } plan ? await RunAsync(plan) : null;

    /// <summary>The new image takes back its newest script; null: it has no way to.</summary>
    public async Task<PeerResult?> TakeBackAsync(string image) =>
        peer.TakeBack(image, database) is { } back ? await RunAsync(back) : null;

    /// <summary>The same deployment, several times at once, to a database that is not there; null: the tool makes none.</summary>
    public async Task<IReadOnlyList<PeerResult>?> DeployToNewAtOnceAsync(string image, int times) =>
        peer.DeployToNew(image, database) is { } start
            ? await Task.WhenAll(Enumerable.Range(0, times).Select(_ => RunAsync(start)))
            : null;

    /// <summary>The same deployment, several times at once.</summary>
    public async Task<IReadOnlyList<PeerResult>> DeployAtOnceAsync(string image, int times)
    {
        var start = peer.Deploy(image, database);
        return await Task.WhenAll(Enumerable.Range(0, times).Select(_ => RunAsync(start)));
    }

    /// <summary>Something else in the stack has failed: this image, which was there before, answers the rollback.</summary>
    public Task<PeerResult> RollBackAsync(string image) => RunAsync(peer.RollBack(image, database));

    /// <summary>A deployment that meets a transaction which has read, and ends so long after it has begun to wait.</summary>
    public async Task<PeerResult> DeployBehindReportAsync(string image, TimeSpan time)
    {
        await using var report = await OpenAsync();
        await using var reading = await report.BeginTransactionAsync(IsolationLevel.RepeatableRead);
        await using var command = new NpgsqlCommand("SELECT count(*) FROM t", report, reading);
        await command.ExecuteScalarAsync();
        await using var run = Begin(image);
        await BecomesTrueAsync("SELECT EXISTS (SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND usename = current_user)");
        await run.HasTimeAsync(time);
        await reading.RollbackAsync();
        return await run.EndAsync(CancellationToken.None);
    }

    /// <summary>A deployment that is still running.</summary>
    public PeerProcess Begin(string image) => PeerProcess.Start(peer.Deploy(image, database));

    /// <summary>A deployment that is told that the server may not be there yet, where the tool has a switch for it.</summary>
    public PeerProcess BeginWaiting(string image) => PeerProcess.Start(peer.DeployWaiting(image, database));

    public Task ExecuteAsync(string sql) => ExecuteAsync(database.ConnectionString, sql);

    /// <summary>As a superuser; <c>{0}</c> stands for the migrator, <c>{1}</c> for the database.</summary>
    public Task AdministerAsync(string sql)
    {
        var parts = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        return ExecuteAsync(database.Administrator, string.Format(CultureInfo.InvariantCulture, sql, parts.Username, parts.Database));
    }

    static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = await OpenAsync(connectionString);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The first value as text; null for none.</summary>
    public async Task<string?> AskAsync(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (await command.ExecuteScalarAsync())?.ToString();
    }

    public async Task<bool> HasAsync(string relation) => await AskAsync($"SELECT to_regclass('public.{relation}')::text") is { Length: > 0 };

    /// <summary>How many of the relations are there: <c>2 of 3 tables</c>.</summary>
    public async Task<string> CountAsync(params IReadOnlyList<string> relations)
    {
        var there = 0;
        foreach (var relation in relations)
        {
            there += await HasAsync(relation) ? 1 : 0;
        }

        return $"{there} of {relations.Count} tables";
    }

    /// <summary>Waits until a query gives true; what a case waits for is always there within seconds.</summary>
    public async Task<bool> BecomesTrueAsync(string sql)
    {
        var began = Stopwatch.GetTimestamp();
        while (await AskAsync(sql) != "True")
        {
            if (Stopwatch.GetElapsedTime(began) > TimeSpan.FromSeconds(60))
            {
                return false;
            }

            await Task.Delay(20);
        }

        return true;
    }

    /// <summary>The tables that have a row in which such a text stands.</summary>
    public async Task<IReadOnlyList<string>> WhereIsAsync(string text)
    {
        var tables = await AskAsync($"SELECT string_agg(oid::regclass::text, ';') FROM pg_class WHERE relkind = 'r' AND {IsOurs}");
        var found = new List<string>();
        foreach (var table in tables?.Split(';') ?? [])
        {
            if (await AskAsync($"SELECT EXISTS (SELECT FROM {table} t WHERE t::text LIKE '%{text}%')") == "True")
            {
                found.Add(table);
            }
        }

        return found;
    }

    /// <summary>Everything that somebody has made in the database, schemas too: <c>nothing</c>, or a list.</summary>
    public async Task<string> ContentsAsync() => await AskAsync($"""
        SELECT string_agg(name, ', ') FROM (
          SELECT oid::regclass::text FROM pg_class WHERE relkind = 'r' AND {IsOurs}
          UNION ALL SELECT 'schema ' || nspname FROM pg_namespace WHERE nspname NOT LIKE 'pg\_%' AND nspname NOT IN ('public', 'information_schema')) made (name)
        """) is { Length: > 0 } made ? made : "nothing";

    const string IsOurs = "relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace, 'pg_toast'::regnamespace)";

    public Task<NpgsqlConnection> OpenAsync() => OpenAsync(database.ConnectionString);

    static async Task<NpgsqlConnection> OpenAsync(string connectionString)
    {
        var connection = new NpgsqlConnection($"{connectionString};Pooling=false");
        await connection.OpenAsync();
        return connection;
    }

    static async Task<PeerResult> RunAsync(ProcessStartInfo start)
    {
        await using var run = PeerProcess.Start(start);
        return await run.EndAsync(CancellationToken.None);
    }
}
