using System.Globalization;
using Lockstep.Comparison.Peers;
using Lockstep.Rehearsal.Lambda;

namespace Lockstep.Comparison.Stacks;

/// <summary>A migration tool in a custom resource, the way its documentation or that of what wraps it shows.</summary>
abstract class StackPeer
{
    /// <summary>For the table's head: names and versions.</summary>
    public abstract string Name { get; }

    /// <summary>The resource's property <c>Revision</c> for the stack's first, second … deployment.</summary>
    public virtual string Revision(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>An image of the function with these scripts.</summary>
    /// <param name="folder">An empty folder for what the image contains.</param>
    /// <param name="scripts">The scripts.</param>
    /// <param name="site">What is around it.</param>
    public abstract FunctionOptions Build(string folder, IReadOnlyList<PeerScript> scripts, StackSite site);

    /// <summary>The function that CloudFormation calls where it is not the one with the scripts; its image never changes.</summary>
    /// <param name="folder">An empty folder.</param>
    /// <param name="site">What is around it.</param>
    public virtual FunctionOptions? BuildFront(string folder, StackSite site) => null;

    protected static Dictionary<string, string> Variables(params IEnumerable<(string Name, string Value)> variables) =>
        variables.ToDictionary(variable => variable.Name, variable => variable.Value, StringComparer.Ordinal);
}
