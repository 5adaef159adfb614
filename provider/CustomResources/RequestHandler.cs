using System.Diagnostics.CodeAnalysis;
using System.Text;
using Lockstep.CustomResources.Continuing;
using Lockstep.CustomResources.Requests;
using Lockstep.CustomResources.Responses;

namespace Lockstep.CustomResources;

/// <summary>Carries one request to its answer, or on to the next run.</summary>
sealed class RequestHandler(FunctionEnvironment environment, Dispatcher dispatcher)
{
    /// <summary>The result of an invocation whose result nobody reads.</summary>
    public static readonly ReadOnlyMemory<byte> Acknowledgement = "{}"u8.ToArray();

    readonly ResponseSender _sender = new(environment);
    readonly Relay _relay = new(environment);
    readonly SeenEvents _seen = new();

    /// <param name="text">What could be read of the event.</param>
    /// <param name="eventJson">All of it.</param>
    /// <param name="url">Where the answer goes; null: it is the function's result.</param>
    /// <param name="invocation">What the runtime says about it.</param>
    /// <param name="refusal">Why nothing that came this way is carried out; null: it came as it should.</param>
    /// <exception cref="InvocationFailedException">The answer could not be delivered, or the next run not invoked.</exception>
    public async Task<ReadOnlyMemory<byte>> HandleAsync(
        EventText text, ReadOnlyMemory<byte> eventJson, ResponseUrl? url, FunctionInvocation invocation, string? refusal)
    {
        var seen = _seen.Count(invocation.AwsRequestId);
        using var call = new Call(environment, invocation, RequestEnvelope.Of(text, url), url, seen);
        call.LogRequest(text.Remarks);

        var outcome = Dispatcher.InTheEnd(call.Request, await RunAsync(call, refusal));
        if (outcome is Continue next)
        {
            await _relay.HandOnAsync(call, next, eventJson, invocation.FunctionArn);
            return Acknowledgement;
        }

        return Respond(call, outcome) is { } response
            ? await DeliverAsync(call, response)
            : Acknowledgement;
    }

    [SuppressMessage("Design", "CA1031", Justification = "A stack that gets no answer hangs until it times out.")]
    async Task<ResourceOutcome?> RunAsync(Call call, string? refusal)
    {
        try
        {
            if (dispatcher.Early(call.Request, refusal) is { } early)
            {
                return early;
            }

            var definition = dispatcher.For(call.Request)!;
            var outcome = await Work.RunAsync(
                definition, call.Context(), call.Request.PhysicalResourceId, environment);
            return outcome is Continue next && call.Budget.WhyNot(next.Delivery) is { } why
                ? Dispatcher.Unfinished(call.Request, definition, why)
                : outcome;
        }
        catch (Exception exception)
        {
            return Failure(call, exception);
        }
    }

    /// <summary>Null: superseded, so that any answer would be wrong.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "As above: an outcome may be anything.")]
    Response? Respond(Call call, ResourceOutcome? outcome)
    {
        try
        {
            return call.Respond(outcome, dispatcher.For(call.Request)?.Attributes ?? []);
        }
        catch (Exception exception)
        {
            return call.Respond(Failure(call, exception), []);
        }
    }

    static Failed Failure(Call call, Exception exception)
    {
        call.Log.RequestFailed(exception);
        return new Failed(FailureReason.For(exception));
    }

    async Task<ReadOnlyMemory<byte>> DeliverAsync(Call call, Response response)
    {
        var problem = call.Url is null
            ? null
            : await _sender.PutAsync(call.Url.Uri, response.Document, call.Log, call.Deadline.AnswerToken);
        if (problem is null)
        {
            call.LogAnswer(response.Answer);
            return call.Url is null ? response.Document : Acknowledgement;
        }

        // Lambda runs the event again, which finds the work done; in the end its OnFailure destination has the answer to deliver.
        call.Log.NotDelivered(problem);
        throw new InvocationFailedException("Lockstep.AnswerNotDelivered", Encoding.UTF8.GetString(response.Document.Span));
    }
}
