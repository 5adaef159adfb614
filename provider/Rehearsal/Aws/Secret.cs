using System.Globalization;

namespace Lockstep.Rehearsal.Aws;

/// <summary>One secret of the stand-in with its current and its previous value.</summary>
sealed class Secret(string arn, string name)
{
    readonly Lock _gate = new();
    SecretVersion? _current;
    SecretVersion? _previous;
    int _calls;

    public string Arn => arn;

    public string Name => name;

    public int Calls => Volatile.Read(ref _calls);

    public void Put(string text, DateTimeOffset now)
    {
        lock (_gate)
        {
            (_previous, _current) = (_current, new(Guid.NewGuid().ToString("D", CultureInfo.InvariantCulture), text, now));
        }
    }

    /// <summary>The version with a staging label; null: there is none.</summary>
    public SecretVersion? Get(string stage)
    {
        Interlocked.Increment(ref _calls);
        lock (_gate)
        {
            return stage switch
            {
                "AWSCURRENT" => _current,
                "AWSPREVIOUS" => _previous,
                _ => null,
            };
        }
    }
}

/// <summary>One value of a secret.</summary>
sealed record SecretVersion(string Id, string Text, DateTimeOffset Created)
{
    public override string ToString() => Id;
}
