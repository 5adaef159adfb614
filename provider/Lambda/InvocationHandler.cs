using System.Diagnostics.CodeAnalysis;

namespace Lockstep.Lambda;

/// <summary>
/// Does the work of one invocation. What it returns is POSTed as the response (JSON, at most 6,291,556 bytes); what it
/// throws becomes the invocation's error. It may be called again with the same request id: Lambda retries asynchronous
/// events.
/// </summary>
[SuppressMessage("Naming", "CA1711", Justification = "A handler is what Lambda calls it; there is no event in it.")]
public delegate Task<ReadOnlyMemory<byte>> InvocationHandler(Invocation invocation);
