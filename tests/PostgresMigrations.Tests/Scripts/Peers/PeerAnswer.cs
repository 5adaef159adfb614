namespace Lockstep.PostgresMigrations.Tests.Scripts.Peers;

/// <summary>Where the peer starts and ends statements, in bytes of UTF-8; or why it cannot read the text, and where.</summary>
sealed record PeerAnswer(int[]? Starts, int[]? Ends, string? Error, int At);
