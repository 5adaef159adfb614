using System.Data;
using System.Diagnostics.CodeAnalysis;
using DbUp.Engine.Transactions;
using Lockstep.PostgresMigrations.Scripts;
using Npgsql;

namespace Lockstep.PostgresMigrations.Running.Engine;

/// <summary>Gives DbUp the session's open connection, lock and all, and splits scripts with our own lexer.</summary>
sealed class SessionConnectionManager(NpgsqlConnection connection)
    : DatabaseConnectionManager(new DelegateConnectionFactory(_ => new Borrowed(connection)))
{
    public override IEnumerable<string> SplitScriptIntoCommands(string scriptContents) =>
        new ScriptText("script", scriptContents).Statements.Select(statement => statement.Text);

    // DbUp disposes of its connection when it is done; ours has a deployment to end after that.
    sealed class Borrowed(NpgsqlConnection connection) : IDbConnection
    {
        [AllowNull]
        public string ConnectionString { get => connection.ConnectionString; set => connection.ConnectionString = value; }

        public int ConnectionTimeout => connection.ConnectionTimeout;

        public string Database => connection.Database;

        public ConnectionState State => connection.State;

        public IDbTransaction BeginTransaction() => connection.BeginTransaction();

        public IDbTransaction BeginTransaction(IsolationLevel il) => connection.BeginTransaction(il);

        public void ChangeDatabase(string databaseName) => connection.ChangeDatabase(databaseName);

        public void Close()
        {
        }

        public IDbCommand CreateCommand() => connection.CreateCommand();

        public void Dispose()
        {
        }

        public void Open()
        {
        }
    }
}
