namespace Lockstep.EndToEnd.Tests.Living;

/// <summary>A role as a template has it.</summary>
/// <param name="Name">Its name on the server.</param>
/// <param name="Writes">Whether it may write besides reading.</param>
sealed record RoleWish(string Name, bool Writes);
