using System.Diagnostics;

namespace Lockstep.Comparison.Peers;

/// <summary>Alembic with the environment that <c>alembic init</c> writes, a revision for each script, one transaction for all.</summary>
sealed class AlembicPeer(string version) : Peer
{
    public override string Name => $"Alembic {version}";

    public override bool ReadsFiles => false;

    public override void Lay(string folder, IReadOnlyList<PeerScript> scripts)
    {
        Write(folder, "env.py", Environment);
        Write(folder, "script.py.mako", "");
        string? before = null;
        foreach (var script in scripts.OrderBy(script => script.Number))
        {
            Write(folder, $"versions/{script.Padded}_{script.Name}.py", Revision(script, before));
            before = script.Padded;
        }
    }

    public override ProcessStartInfo Deploy(string folder, PeerDatabase database) => Alembic(folder, database, "upgrade", "head");

    /// <summary>Back to the newest revision that the old image has.</summary>
    public override ProcessStartInfo RollBack(string folder, PeerDatabase database)
    {
        var head = Directory.GetFiles(Path.Combine(folder, "versions")).Max(StringComparer.Ordinal)!;
        return Alembic(folder, database, "downgrade", Path.GetFileName(head)[..4]);
    }

    public override ProcessStartInfo TakeBack(string folder, PeerDatabase database) => Alembic(folder, database, "downgrade", "-1");

    public override ProcessStartInfo Plan(string folder, PeerDatabase database) => Alembic(folder, database, "upgrade", "head", "--sql");

    /// <summary>Writes the file that says where the database is.</summary>
    public static void Configure(string folder, PeerDatabase database) => Write(folder, "alembic.ini", $"""
        [alembic]
        script_location = %(here)s
        sqlalchemy.url = {database.Uri("postgresql").Replace("%", "%%", StringComparison.Ordinal)}
        """);

    static ProcessStartInfo Alembic(string folder, PeerDatabase database, params IEnumerable<string> arguments)
    {
        Configure(folder, database);
        return Start("alembic", folder, arguments);
    }

    static string Revision(PeerScript script, string? before) => $"""
        from alembic import op

        revision = "{script.Padded}"
        down_revision = {(before is null ? "None" : $"\"{before}\"")}

        def upgrade():
            {Body(script, script.Up)}

        def downgrade():
            {(script.Down is null ? "pass" : Body(script, script.Down))}
        """;

    static string Body(PeerScript script, string sql) => script.NoTransaction
        ? string.Join("\n    ", ["with op.get_context().autocommit_block():", .. Statements(sql).Select(statement => $"    op.execute({Literal(statement)})")])
        : $"op.execute({Literal(sql)})";

    // Its users write a call for each statement where there is no transaction.
    static string[] Statements(string sql) =>
        sql.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    static string Literal(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal)}\"";

    const string Environment = """
        from alembic import context
        from sqlalchemy import engine_from_config, pool

        config = context.config

        def run_migrations_offline():
            context.configure(url=config.get_main_option("sqlalchemy.url"), target_metadata=None, literal_binds=True)
            with context.begin_transaction():
                context.run_migrations()

        def run_migrations_online():
            connectable = engine_from_config(config.get_section(config.config_ini_section), prefix="sqlalchemy.", poolclass=pool.NullPool)
            with connectable.connect() as connection:
                context.configure(connection=connection, target_metadata=None)
                with context.begin_transaction():
                    context.run_migrations()

        if context.is_offline_mode():
            run_migrations_offline()
        else:
            run_migrations_online()
        """;
}
