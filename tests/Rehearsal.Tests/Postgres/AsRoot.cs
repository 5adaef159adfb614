using Lockstep.Rehearsal.Postgres;

namespace Lockstep.Rehearsal.Tests.Postgres;

public sealed class AsRoot : IDisposable
{
    static readonly ServerUser Somebody = new("nobody");

    readonly Scratch _machine = new();

    public void Dispose() => _machine.Dispose();

    [Fact]
    public void TheCacheLeavesAHomeThatTheServersUserCannotEnter()
    {
        var home = _machine.Make("home");
        _machine.Set("HOME", home);

        CacheFolder.Choose(null, _machine.Surroundings, Somebody).ShouldBe(Path.Combine(home, ".cache/lockstep"));
        File.SetUnixFileMode(home, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        CacheFolder.Choose(null, _machine.Surroundings, Somebody).ShouldBe("/var/cache/lockstep");
        CacheFolder.Choose(null, _machine.Surroundings, new((string?)null)).ShouldBe(Path.Combine(home, ".cache/lockstep"));
    }

    [Fact]
    public void TheCacheFollowsXdgCacheHome()
    {
        _machine.Set("HOME", "/elsewhere").Set("XDG_CACHE_HOME", _machine.Make("xdg"));

        CacheFolder.Choose(null, _machine.Surroundings, Somebody).ShouldBe(Path.Combine(_machine.Folder, "xdg/lockstep"));
    }

    [Fact]
    public void AWishForACacheThatTheServersUserCannotEnterIsRefused()
    {
        var locked = _machine.Make("locked");
        File.SetUnixFileMode(locked, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        var failure = Should.Throw<PostgresUnavailableException>(
            () => CacheFolder.Choose(Path.Combine(locked, "cache"), _machine.Surroundings, Somebody));

        failure.Message.ShouldStartWith("As root we run PostgreSQL as user nobody, who cannot enter the cache folder ");
    }

    [Fact]
    public void TheServersFolderIsWhereTmpdirSays()
    {
        _machine.Set("TMPDIR", _machine.Make("tmp"));

        var folder = ServerFolder.Create(_machine.Surroundings, Somebody);

        Path.GetDirectoryName(folder.Path).ShouldBe(Path.Combine(_machine.Folder, "tmp"));
        File.GetUnixFileMode(folder.Path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public void ATmpdirThatTheServersUserCannotEnterIsRefused()
    {
        var locked = _machine.Make("locked");
        File.SetUnixFileMode(locked, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        _machine.Set("TMPDIR", locked);

        Should.Throw<PostgresUnavailableException>(() => ServerFolder.Create(_machine.Surroundings, Somebody))
            .Message.ShouldEndWith($"who cannot enter {locked}. Set TMPDIR to a folder open to all.");
    }
}
