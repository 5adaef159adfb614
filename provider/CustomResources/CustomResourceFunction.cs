using System.Text;
using Lockstep.CustomResources.Commands;
using Lockstep.CustomResources.Logging;
using Lockstep.CustomResources.Requests;
using Lockstep.CustomResources.Responses;

namespace Lockstep.CustomResources;

/// <summary>
/// Carries CloudFormation's events from their JSON to the answers that stacks are waiting for: event → request →
/// outcome → answer → PUT, or on to the next run. Several events at once are fine.
/// </summary>
public sealed class CustomResourceFunction
{
    const int MessagesAtOnce = 10;

    readonly FunctionEnvironment _environment;
    readonly RequestHandler _handler;

    /// <summary>Serves the given resource types, each event by its <c>ResourceType</c>.</summary>
    /// <exception cref="ArgumentException">A type is defined twice.</exception>
    public CustomResourceFunction(FunctionEnvironment environment, params IReadOnlyList<ResourceDefinition> resources)
        : this(environment, new Dispatcher(resources, startFailure: null))
    {
    }

    CustomResourceFunction(FunctionEnvironment environment, Dispatcher dispatcher)
    {
        _environment = environment;
        _handler = new RequestHandler(environment, dispatcher);
    }

    /// <summary>What operators can ask of it directly: none, unless it is said.</summary>
    public IReadOnlyList<CommandDefinition> Commands { get; init; } = [];

    /// <summary>
    /// A function that could not start and answers so: a Create or Update is FAILED with the reason, a Delete is
    /// SUCCESS with a Reason that says that nothing was deleted, because a FAILED one would block its stack for as
    /// long as the function cannot start.
    /// </summary>
    /// <param name="failure">
    /// A <see cref="CustomResourceException"/> is answered with its message, any other with its type name; its
    /// details go to the log.
    /// </param>
    /// <param name="environment">What could be set up.</param>
    public static CustomResourceFunction ThatCannotStart(Exception failure, FunctionEnvironment environment)
    {
        environment.Log.StartFailed(failure);
        return new CustomResourceFunction(environment, new Dispatcher([], FailureReason.For(failure)));
    }

    /// <summary>Answers one event.</summary>
    /// <param name="eventJson">What Lambda delivered, well formed or not. Not read after the task has ended.</param>
    /// <param name="invocation">What the runtime says about it.</param>
    /// <returns>
    /// The answer document when the event has no ResponseURL (a local run), else, or when superseded or handed on to another run,
    /// <c>{}</c>; a command's document, where an operator named one of <see cref="Commands"/>.
    /// </returns>
    /// <exception cref="InvocationFailedException">
    /// The invocation must end in error; nothing else is ever thrown.
    /// </exception>
    public async Task<ReadOnlyMemory<byte>> HandleAsync(ReadOnlyMemory<byte> eventJson, FunctionInvocation invocation)
    {
        var text = EventReader.Read(eventJson.Span);
        if (Commands.Count > 0 && CommandEvent.Of(text) is { } asked)
        {
            return await new DirectInvocations(_environment, Commands).RunAsync(asked, invocation);
        }

        if (WrappedEvent.Of(text, eventJson) is not { } wrapped)
        {
            return await _handler.HandleAsync(text, eventJson, UrlOf(text, invocation, carrier: null), invocation, refusal: null);
        }

        InvocationFailedException? failure = null;
        foreach (var messages in wrapped.Messages.DefaultIfEmpty("").Chunk(MessagesAtOnce))
        {
            var failures = await Task.WhenAll(messages.Select(message => RefuseAsync(message, wrapped, invocation)));
            failure ??= failures.FirstOrDefault(one => one is not null);
        }

        return failure is null ? RequestHandler.Acknowledgement : throw failure;
    }

    /// <summary>Answers a request that came the wrong way. The failure, if any, must not cost the others their answers.</summary>
    async Task<InvocationFailedException?> RefuseAsync(string message, WrappedEvent carrier, FunctionInvocation invocation)
    {
        try
        {
            var utf8 = Encoding.UTF8.GetBytes(message);
            var text = EventReader.Read(utf8);
            await _handler.HandleAsync(text, utf8, UrlOf(text, invocation, carrier), invocation, carrier.Refusal);
            return null;
        }
        catch (InvocationFailedException exception)
        {
            return exception;
        }
    }

    ResponseUrl? UrlOf(EventText text, FunctionInvocation invocation, WrappedEvent? carrier)
    {
        try
        {
            return carrier is { Messages: [] } ? throw NoRequest(carrier)
                : ResponseUrl.Of(text, _environment.ResponseHosts) ?? (carrier is null ? null : throw NoRequest(carrier));
        }
        catch (InvocationFailedException exception)
        {
            new InvocationLog(_environment.Log, new Secrets(), invocation.AwsRequestId, RequestEnvelope.Of(text, url: null))
                .EventRefused(exception.Message);
            throw;
        }
    }

    static InvocationFailedException NoRequest(WrappedEvent carrier) => new("Lockstep.InvalidEvent", carrier.Complaint);
}
