using System.Diagnostics.CodeAnalysis;
using Lockstep.Rehearsal.CloudFormation;
using Lockstep.Rehearsal.CloudFormation.Functions;
using Lockstep.Rehearsal.CloudFormation.Resources;
using Lockstep.Rehearsal.CloudFormation.Stacks;
using Lockstep.Rehearsal.Lambda;

namespace Lockstep.Rehearsal.Simulating;

/// <summary>
/// An AWS account in virtual time, with functions that are delegates: stacks, Lambda with its retries and destinations, the
/// bucket for answers. The same seed, switches, operations and delegates give the same events, ids and requests, on every
/// machine.
/// </summary>
/// <remarks>For one thread at a time. A delegate waits by <see cref="Time"/>, PUTs through <see cref="Bucket"/>, and takes what
/// it needs of the world outside through <see cref="VirtualTime.OutsideAsync"/>.</remarks>
[SuppressMessage("Design", "CA1001", Justification = "Its functions are delegates: no process, no handle is left behind.")]
public sealed class SimulatedAccount
{
    const string Region = "eu-west-1";
    const string AccountId = "123456789012";

    // An event waits for at most six hours, then come three runs of fifteen minutes, and those of a destination.
    static readonly TimeSpan LongestDelivery = TimeSpan.FromHours(8);

    readonly Chance _chance;
    readonly FunctionFleet _functions;
    readonly CustomResourceType _customResources;
    readonly IReadOnlyList<IResourceType> _types;
    readonly List<SimulatedStack> _stacks = [];
    Switches _switches = Switches.Default;

    /// <param name="seed">Of all ids and keys.</param>
    public SimulatedAccount(int seed)
    {
        _chance = Chance.Of(seed);
        Bucket = new(Region, Time, _chance);
        _functions = new(Images, FunctionFleet.LambdaPauses, Time) { Chance = _chance };
        _customResources = new(Bucket, _functions.Send, Time);
        _types =
        [
            _customResources, new FunctionType(_functions), new VersionType(_functions), new EventInvokeType(_functions),
            Databases, new TestType(Time), new InertType(),
        ];
    }

    /// <summary>The clock of everything in it.</summary>
    public VirtualTime Time { get; } = new();

    /// <summary>Where answers go, and what goes wrong there.</summary>
    public MemoryBucket Bucket { get; }

    /// <summary>What functions of templates are made of: <c>Code.ImageUri</c> names one, and
    /// <see cref="ImageRegistry.InlineHandler"/> runs what a template says itself.</summary>
    public ImageRegistry Images { get; } = new();

    /// <summary>The databases of templates, of which there is no more than an address.</summary>
    public DatabaseType Databases { get; } = new($"database.{Region}.rds.amazonaws.com", 5432);

    /// <summary>What AWS leaves open, and what goes wrong with deliveries, from now on.</summary>
    public Switches Switches
    {
        get => _switches;
        set
        {
            _switches = value;
            _functions.Switches = value;
            _customResources.Switches = value;
            foreach (var stack in Stacks)
            {
                stack.Stack.Switches = value;
            }
        }
    }

    /// <summary>All stacks, in the order in which they were made.</summary>
    public IReadOnlyList<SimulatedStack> Stacks => _stacks;

    /// <summary>All requests to custom resources, in the order in which they were sent, with what came of them.</summary>
    public IReadOnlyList<CustomResourceExchange> Wire => _customResources.Exchanges;

    /// <summary>How many events were sent to functions: the next one has the number after that.</summary>
    public int EventsSent => _functions.Sent;

    /// <summary>Makes a function that no stack has, or gives it other code.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="handler">What an invocation does.</param>
    /// <param name="timeout">How long one may take: up to 15 minutes on AWS.</param>
    /// <returns>Its ARN, for a <c>ServiceToken</c>.</returns>
    public string Deploy(string name, FunctionHandler handler, TimeSpan timeout)
    {
        var arn = $"arn:aws:lambda:{Region}:{AccountId}:function:{name}";
        Images.Push(name, handler, timeout);
        Time.Run(() => _functions.DeployAsync(
            arn, FunctionCode.Image(name), new Dictionary<string, string>(StringComparer.Ordinal)));
        return arn;
    }

    /// <summary>Takes a function away that no stack has.</summary>
    public void Remove(string functionArn) => Time.Run(() => _functions.RemoveAsync(functionArn));

    /// <summary>Queues an event for a function, as one does that invokes itself.</summary>
    /// <returns>What becomes of it; null when there is no such function.</returns>
    public QueuedEvent? Send(string functionArn, ReadOnlyMemory<byte> payload) => _functions.Send(functionArn, payload);

    /// <summary>A stack that does not exist yet, of what the rehearsal has, too, and of <see cref="TestType"/>.</summary>
    public SimulatedStack NewStack(string name)
    {
        var stack = new Stack(new()
        {
            Name = name,
            Region = Region,
            AccountId = AccountId,
            Types = _types,
            Time = Time,
            Chance = _chance,
        })
        {
            Switches = Switches,
        };
        var simulated = new SimulatedStack(this, stack);
        _stacks.Add(simulated);
        return simulated;
    }

    /// <summary>Lets time go by until every event has been delivered, run, run again, and told of.</summary>
    public void Settle() => Time.Pass(LongestDelivery);
}
