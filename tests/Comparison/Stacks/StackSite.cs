using Lockstep.Comparison.Peers;

namespace Lockstep.Comparison.Stacks;

/// <summary>What the functions of one stack are told of the things around them.</summary>
/// <param name="Database">The stack's database.</param>
/// <param name="ResponseHost">Where the ResponseURLs lead, host and port.</param>
/// <param name="Lambda">Where functions are invoked, as AWS's SDKs do it.</param>
sealed record StackSite(PeerDatabase Database, string ResponseHost, string Lambda);
