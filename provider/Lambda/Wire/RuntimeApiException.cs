using System.Diagnostics.CodeAnalysis;

namespace Lockstep.Lambda.Wire;

/// <summary>The Runtime API is gone or said something after which a runtime has to end.</summary>
[SuppressMessage("Design", "CA1064", Justification = "It never leaves the loop.")]
sealed class RuntimeApiException(string message) : Exception(message);
