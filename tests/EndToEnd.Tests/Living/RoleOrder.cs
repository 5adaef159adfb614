namespace Lockstep.EndToEnd.Tests.Living;

/// <summary>What a deployment wants of the role.</summary>
enum RoleOrder
{
    ReadsAndWrites,

    Reads,

    /// <summary>It has another name, and so another takes its place.</summary>
    OtherName,

    /// <summary>The template does not have it.</summary>
    None,
}
