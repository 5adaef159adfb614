namespace Lockstep.Lambda.Tests.Support;

/// <summary>What the loopback AWS answers one request with.</summary>
sealed record AwsReplyScript(int Status, string Body, string? ErrorTypeHeader = null);
