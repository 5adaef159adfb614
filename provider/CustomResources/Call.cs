using Lockstep.CustomResources.Continuing;
using Lockstep.CustomResources.Logging;
using Lockstep.CustomResources.Requests;
using Lockstep.CustomResources.Responses;
using Microsoft.Extensions.Logging;

namespace Lockstep.CustomResources;

/// <summary>One invocation: its request, its time, its log and its secrets.</summary>
sealed class Call : IDisposable
{
    readonly FunctionEnvironment _environment;
    readonly TimeSpan _serviceTimeout;

    /// <param name="environment">The function's.</param>
    /// <param name="invocation">What the runtime says.</param>
    /// <param name="request">The event.</param>
    /// <param name="url">Where its answer goes.</param>
    /// <param name="seen">How often this process has been given the event, this time included.</param>
    public Call(
        FunctionEnvironment environment, FunctionInvocation invocation, RequestEnvelope request, ResponseUrl? url, int seen = 1)
    {
        var now = environment.Clock.GetUtcNow();
        Secrets = new Secrets(url?.Secrets() ?? []);
        Request = request;
        Url = url;
        Log = new InvocationLog(environment.Log, Secrets, invocation.AwsRequestId, request)
        {
            Metrics = url is not null || environment.MeasuresLocalRuns
                ? MetricTarget.For(environment.MetricNamespace, request.StackId)
                : null,
        };
        _environment = environment;
        _serviceTimeout = Requests.ServiceTimeout.Of(request.ResourceProperties);
        StartedAt = request.Carried?.StartedAt is { } startedAt && startedAt < now ? startedAt : now;
        var serviceDeadline = WaitedSince(now) + _serviceTimeout;
        Deadline = new Deadline(invocation.Deadline, serviceDeadline, environment.Clock);
        Budget = new RunBudget(request, url is not null, serviceDeadline, seen, environment.Clock);
    }

    public RequestEnvelope Request { get; }

    /// <summary>Null: a local run, whose answer is the function's result.</summary>
    public ResponseUrl? Url { get; }

    public Deadline Deadline { get; }

    /// <summary>When the first run of the request began.</summary>
    public DateTimeOffset StartedAt { get; }

    public RunBudget Budget { get; }

    public Secrets Secrets { get; }

    public ILogger Log { get; }

    public void Dispose() => Deadline.Dispose();

    /// <summary>For a request without findings: everything that a resource needs is there.</summary>
    public RequestContext Context() => new()
    {
        RequestType = Request.RequestType!,
        RequestId = Request.RequestId!,
        StackId = Request.StackId!,
        LogicalResourceId = Request.LogicalResourceId!,
        ResourceType = Request.ResourceType!,
        ResourceProperties = Request.ResourceProperties,
        OldResourceProperties = Request.OldResourceProperties,
        SignedAt = Request.SignedAt,
        ServiceTimeout = _serviceTimeout,
        Deadline = Deadline,
        Continuation = new()
        {
            Run = Budget.Run,
            State = Request.Carried?.State,
            StartedAt = StartedAt,
            WhyNot = Budget.WhyNot,
        },
        Secrets = Secrets,
        Log = Log,
        Clock = _environment.Clock,
    };

    /// <summary>The answer to an outcome; null when a newer request took over.</summary>
    public Response? Respond(ResourceOutcome? outcome, IReadOnlyList<string> attributes)
    {
        switch (outcome)
        {
            case Succeeded succeeded:
                LogChangedId(succeeded);
                return Response.For(Request, Answers.For(Request, succeeded, attributes), Secrets);
            case Failed failed:
                return Response.For(Request, Answers.For(Request, failed), Secrets);
            case Superseded superseded:
                Log.RequestSuperseded(superseded.Reason);
                return null;
            default:
                throw new CustomResourceException($"The provider of {Request.ResourceType} returned no outcome.");
        }
    }

    public void LogRequest(IEnumerable<string> remarks)
    {
        if (Log.IsEnabled(LogLevel.Information))
        {
            Log.Requested(Request.ResourceType, Request.PropertyNames());
        }

        if (Request.Carried is not null)
        {
            Log.RunBegun(Budget.Run, StartedAt);
        }

        foreach (var remark in remarks)
        {
            Log.EventRemark(remark);
        }
    }

    public void LogAnswer(Answer answer)
    {
        var level = answer switch
        {
            { IsSuccess: false } => LogLevel.Error,
            { Reason.Length: > 0 } => LogLevel.Warning,
            _ => LogLevel.Information,
        };
        var log = answer.IsSuccess ? Log : Log.Measuring(new Metric("Failures", 1));
        log.Answered(level, answer.Status, (long)Deadline.Worked.TotalMilliseconds, answer.PhysicalResourceId, answer.Reason);
    }

    void LogChangedId(Succeeded outcome)
    {
        if (Request.IsDelete && outcome.PhysicalResourceId is { } id && id != Request.PhysicalResourceId)
        {
            Log.DeleteChangedId(id);
        }
    }

    // CloudFormation counts from its request; a clock ahead of ours doesn't add to the time.
    DateTimeOffset WaitedSince(DateTimeOffset now) =>
        Request.SignedAt is { } signedAt && signedAt < now ? signedAt : StartedAt;
}
