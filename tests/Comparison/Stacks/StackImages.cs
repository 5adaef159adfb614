using System.Globalization;
using Lockstep.Comparison.Peers;
using Lockstep.Rehearsal.CloudFormation.Functions;
using Lockstep.Rehearsal.Lambda;

namespace Lockstep.Comparison.Stacks;

/// <summary>Builds a tool's images and pushes them.</summary>
/// <param name="peer">The tool.</param>
/// <param name="site">What its functions are told.</param>
/// <param name="registry">Where images go.</param>
/// <param name="timeout">Of its functions in the second deployment.</param>
/// <param name="workshop">A folder.</param>
sealed class StackImages(StackPeer peer, StackSite site, ImageRegistry registry, TimeSpan timeout, string workshop)
{
    // The first deployment is the stage, and nothing is to go wrong with it on a slow machine.
    static readonly TimeSpan LongEnough = TimeSpan.FromMinutes(15);

    /// <summary>The image of a deployment, with these scripts.</summary>
    public void Push(int number, params IReadOnlyList<PeerScript> scripts)
    {
        var folder = Folder(number.ToString(CultureInfo.InvariantCulture));
        var program = Configure(peer.Build(folder, scripts, site));
        registry.Push(StackTemplates.MigrationImage(number), number == 1 ? program with { Timeout = LongEnough } : program);
    }

    /// <summary>The image of what comes after the migration.</summary>
    public void PushApi(int number) => registry.Push(StackTemplates.ApiImage(number));

    /// <returns>Whether the tool has one.</returns>
    public bool PushFront()
    {
        var front = peer.BuildFront(Folder("front"), site);
        if (front is not null)
        {
            registry.Push(StackTemplates.FrontImage, Configure(front));
        }

        return front is not null;
    }

    string Folder(string name) => Directory.CreateDirectory(Path.Combine(workshop, name)).FullName;

    FunctionOptions Configure(FunctionOptions program) => program with
    {
        Timeout = timeout,
        InitTimeout = TimeSpan.FromMinutes(5),  // the machine may be busy with the other tools
    };
}
