namespace Lockstep.CustomResources.Tests.Schedules.Modelling;

/// <summary>A request, as <c>lockstep.deployment</c> has it.</summary>
sealed class Deployment
{
    public required long Id { get; init; }

    /// <summary>CloudFormation's, or a name of its own once another request has come with that.</summary>
    public required string RequestId { get; set; }

    public required string RequestType { get; init; }

    public required DateTimeOffset SignedAt { get; set; }

    /// <summary>What was wanted, and what there was before.</summary>
    public required (string New, string? Old) Properties { get; init; }

    public required int Revision { get; init; }

    public DeploymentState State { get; set; } = DeploymentState.Running;

    /// <summary>How often the event was delivered.</summary>
    public int Run { get; set; } = 1;

    /// <summary>What was answered, once that is known.</summary>
    public ResourceOutcome? Answer { get; set; }
}

enum DeploymentState
{
    Running,
    Succeeded,
    Failed,
    Superseded,
}
